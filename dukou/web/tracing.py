"""Hold the id of the request being answered, for logs and facts."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
