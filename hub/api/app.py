"""Puts the interface together: one router per noun, one edge, one way to refuse.

A new noun is a new module with `router` and one entry in NOUNS. Nothing is started here: `hub/api/server.py` listens.
Example: `app = build(hub)`.
"""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from hub.api import (
    checkpoints,
    checks,
    deliveries,
    health,
    held,
    hooks,
    intake,
    lineage,
    messages,
    parcels,
    payloads,
    replays,
    systems,
    threads,
)
from hub.api.desk import Desk
from hub.api.document import describe
from hub.api.edge import Edge
from hub.api.problem import on_http_error, on_hub_error, on_invalid
from hub.compose import Hub
from hub.errors import HubError

NOUNS: Final = (
    intake,
    messages,
    payloads,
    lineage,
    deliveries,
    parcels,
    checks,
    held,
    threads,
    systems,
    replays,
    checkpoints,
    hooks,
    health,
)


def bare() -> FastAPI:
    """The routes without a hub behind them: enough to describe them."""
    app = FastAPI(
        title="Tradepost 商驿",
        version="1",
        summary="Companies exchange documents, each in its own format, and anyone entitled can prove what was delivered.",
        openapi_url="/v1/openapi.json",
        docs_url=None,  # the pages of the framework load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
    )
    for noun in NOUNS:
        app.include_router(noun.router)
    app.add_exception_handler(HubError, on_hub_error)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(RequestValidationError, on_invalid)
    describe(app)
    return app


def build(hub: Hub) -> FastAPI:
    """The interface of one hub. It neither starts nor stops the hub."""
    app = bare()
    app.state.desk = Desk(hub)
    app.state.language = hub.settings.language
    app.add_middleware(Edge, new_id=hub.ids.new, language=hub.settings.language)
    return app
