"""How gunicorn runs the web processes. The address comes from the caller (`--bind`)."""

worker_class = "gthread"
workers = 2
threads = 4
preload_app = True
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 0
accesslog = None
control_socket_disable = True
