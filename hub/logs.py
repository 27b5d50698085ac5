"""How a process reports: one line an event, for people or as JSON, to standard error. Never a payload, a secret or a local variable.

Tracebacks are plain: frames are named, their variables are not shown, because they hold members' documents.
Example: `configure("info", "json")`, once, when a process starts.
"""

from __future__ import annotations

import logging
import sys
from typing import Literal

import structlog

# They tell of every try to reach a server, in words of their own; the doorbell tells once, in ours.
_TALKATIVE = ("dramatiq", "pika")
_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def configure(level: Literal["debug", "info", "warning", "error"] = "info", form: Literal["text", "json"] = "text") -> None:
    """Set the form of every log line of this process."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *_form(form),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _form(form: str) -> list[structlog.typing.Processor]:
    if form == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
