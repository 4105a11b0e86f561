from __future__ import annotations

import re

from config.services.folders import CHECKOUT

COMPOSE = (CHECKOUT / "deploy" / "compose.yaml").read_text()


def test_the_broker_asks_for_the_password_that_the_programs_give() -> None:
    given = re.search(r"REDIS_URL: redis://:(\$\{\w+:\?\})@broker", COMPOSE)

    assert given is not None
    assert f"--requirepass {given[1]}" in COMPOSE


def test_only_web_listens_outside() -> None:
    assert re.findall(r"ports: .*", COMPOSE) == ['ports: ["127.0.0.1:8000:8000"]']
