"""How gunicorn runs the web processes. The address comes from the caller (`--bind`)."""

import gc

worker_class = "config.services.whole_requests.WholeRequestWorker"
workers = 2
threads = 4
worker_connections = 2000
preload_app = True
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 0
accesslog = None
loglevel = "warning"
control_socket_disable = True


def when_ready(_server: object) -> None:
    """Take what was loaded before the fork out of the garbage collector's sight: it never becomes garbage, and looking
    through it costs each worker more than the objects of a request do; it also stays shared between the workers.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
