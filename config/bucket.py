"""The bucket that finished exports are kept in, when one is given by the environment."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.env import env


def storage() -> dict[str, Any]:
    """Return the entry of `STORAGES` for exports; empty where they stay on this machine's disk.

    Raises: ImproperlyConfigured, when the packages for it are not installed.
    """
    name = env.str("TOUCHSTONE_S3_BUCKET", default="")
    if not name:
        return {}
    if not find_spec("storages") or not find_spec("boto3"):
        raise ImproperlyConfigured(
            "TOUCHSTONE_S3_BUCKET is set, but what it needs is not installed: "
            ".venv/bin/python -m pip install -r requirements-s3.txt"
        )
    return {"exports": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": _options(name)}}


def _options(name: str) -> dict[str, Any]:
    from botocore.config import Config

    return {
        "bucket_name": name,
        "endpoint_url": env.str("TOUCHSTONE_S3_ENDPOINT", default="") or None,
        "region_name": env.str("TOUCHSTONE_S3_REGION", default="us-east-1"),
        "access_key": env.str("TOUCHSTONE_S3_KEY", default="") or None,
        "secret_key": env.str("TOUCHSTONE_S3_SECRET", default="") or None,
        "location": env.str("TOUCHSTONE_S3_PREFIX", default="exports"),
        "client_config": Config(
            signature_version="s3v4",
            connect_timeout=5,
            read_timeout=30,
            retries={"total_max_attempts": 4, "mode": "standard"},
            # Servers that are not Amazon's refuse the checksums that newer clients add unasked.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    }
