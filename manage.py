#!/usr/bin/env python
"""Runs Touchstone's commands; with embedded services it makes sure that they answer before a command needs them."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.services import ensure

    with ensure(sys.argv):
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
