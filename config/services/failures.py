"""The one error of this layer: something an operator can act on, said in one line."""


class ServiceError(Exception):
    """A service cannot be started or reached; the message is for the operator, without a traceback."""
