"""The cache, which may vanish at any moment without anybody noticing more than a slower page.

It decides that an unreachable server costs 100 ms once and then rests for five seconds, in which reads miss
and writes are dropped. Whatever must be true is therefore never kept here, sessions included. Values are JSON, so
that somebody who can write to the server can make a page wrong and cannot run code here.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

GIVES_UP_AFTER = 0.1
RESTS_FOR = 5.0
logger = logging.getLogger(__name__)
Result = TypeVar("Result")


class Rest:
    """How long not to ask a server that has just failed; one per process, shared by its threads."""

    def __init__(self) -> None:
        self._until = 0.0

    def is_on(self) -> bool:
        return time.monotonic() < self._until

    def begin(self, reason: Exception) -> None:
        if not self.is_on():
            logger.warning("cache does not answer, resting %s s: %s", RESTS_FOR, type(reason).__name__)
        self._until = time.monotonic() + RESTS_FOR

    def end(self) -> None:
        self._until = 0.0


rest = Rest()


def _forgiving(otherwise: Callable[..., Any]) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Answer with `otherwise(*arguments)` while the server does not answer."""

    def forgive(method: Callable[..., Result]) -> Callable[..., Result]:
        @wraps(method)
        def forgiven(self: Any, *args: Any, **kwargs: Any) -> Result:
            if rest.is_on():
                return otherwise(*args, **kwargs)  # type: ignore[no-any-return]
            try:
                return method(self, *args, **kwargs)
            except (RedisError, OSError) as error:
                rest.begin(error)
                return otherwise(*args, **kwargs)  # type: ignore[no-any-return]

        return forgiven

    return forgive


class JsonSerializer:
    """Integers as they are, for the server counts with them; everything else as JSON."""

    def dumps(self, value: Any) -> int | bytes:
        return value if type(value) is int else json.dumps(value).encode()

    def loads(self, data: bytes) -> Any:
        """Return the value, or None for what is not JSON, which none of us has written."""
        try:
            return json.loads(data)
        except ValueError:
            logger.warning("cache holds a value that is not JSON; it is ignored")
            return None


class ForgivingClient(RedisCacheClient):
    def __init__(self, servers: list[str], **options: Any) -> None:
        # redis-py retries by itself, which would block a request for seconds.
        super().__init__(
            servers,
            serializer="config.cache.JsonSerializer",
            socket_timeout=GIVES_UP_AFTER,
            socket_connect_timeout=GIVES_UP_AFTER,
            retry=Retry(NoBackoff(), 0),
            **options,
        )
        self._shared: Any = None

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """Django makes a client for every call, which costs more than the call; ours is shared by the threads."""
        if self._shared is None:
            self._shared = super().get_client(key, write=write)
        return self._shared

    # `add` answers True while resting: who asks for a lock gets it.
    add = _forgiving(lambda *_, **__: True)(RedisCacheClient.add)
    get = _forgiving(lambda _key, default, **__: default)(RedisCacheClient.get)
    set = _forgiving(lambda *_, **__: None)(RedisCacheClient.set)
    touch = _forgiving(lambda *_, **__: False)(RedisCacheClient.touch)
    delete = _forgiving(lambda *_, **__: False)(RedisCacheClient.delete)
    get_many = _forgiving(lambda *_, **__: {})(RedisCacheClient.get_many)
    has_key = _forgiving(lambda *_, **__: False)(RedisCacheClient.has_key)
    incr = _forgiving(lambda _key, delta: delta)(RedisCacheClient.incr)
    set_many = _forgiving(lambda *_, **__: None)(RedisCacheClient.set_many)
    delete_many = _forgiving(lambda *_, **__: None)(RedisCacheClient.delete_many)
    clear = _forgiving(lambda *_, **__: False)(RedisCacheClient.clear)

    @_forgiving(lambda *_, **__: None)
    def count(self, key: str, seconds: int) -> int | None:
        """Add one to a counter with an end, in one round trip; None while the server does not answer."""
        # No transaction: a server that dies between the two has forgotten both.
        pipeline = self.get_client(key, write=True).pipeline(transaction=False)
        pipeline.incr(key)
        pipeline.expire(key, seconds)
        return int(pipeline.execute()[0])


class ForgivingRedisCache(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ForgivingClient

    def count(self, key: str, seconds: int) -> int | None:
        """Add one to a counter that is gone `seconds` after its last use; None where nobody counted."""
        return cast("ForgivingClient", self._cache).count(self.make_and_validate_key(key), seconds)
