"""What a process of the hub is told by its environment: where the database is, how it listens, its limits.

Says nothing about members or agreements, which live in the configuration tree; opens nothing, so a client verb reads it at no
cost. Every setting is an environment variable: `HUB_DATABASE=postgresql+psycopg://… hub serve`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings, SettingsConfigDict

MEGABYTE = 1024 * 1024


class Settings(BaseSettings):
    """Every setting of a process, read from `HUB_…`; an unknown value is an error, an unknown variable is not ours."""

    model_config = SettingsConfigDict(env_prefix="HUB_", env_ignore_empty=True, frozen=True, extra="ignore")

    # what this process works on
    database: str = Field(
        "sqlite:///.hub/hub.db", description="Where everything is kept, as a SQLAlchemy URL: a SQLite file or a PostgreSQL server."
    )
    config: str = Field("hub.yaml", description="The configuration tree that `lint`, `plan` and `apply` read.")
    url: str | None = Field(None, description="A hub to talk to over HTTP; without it, commands work on the database of this machine.")
    token: SecretStr | None = Field(None, description="The token for `HUB_URL`; `hub token create` makes one.")
    language: Literal["en", "zh"] = Field("en", description="The language of messages to people.")

    # how it listens
    host: str = Field("127.0.0.1", description="The address that `hub serve` and `hub dev` listen on.")
    port: int = Field(8060, ge=0, le=65535, description="The port to listen on; 0 takes a free one.")
    public_url: str | None = Field(
        None, description="The address under which others reach this hub, where a proxy stands before it; some platforms sign it."
    )
    body_limit: int = Field(64 * MEGABYTE, ge=1, description="The largest request body in bytes; a larger one is refused with 413.")
    inline_limit: int = Field(
        MEGABYTE, ge=0, description="Parcels up to this many bytes are opened within the request; larger ones are opened by a worker."
    )

    # how it delivers
    broker: SecretStr = Field(
        SecretStr("memory"),
        description="How a process that took something wakes those that deliver: `memory` needs no server (several processes on PostgreSQL"
        " wake each other by NOTIFY), or the URL of a RabbitMQ (`amqp://…`, `amqps://…`) or Redis server (`redis://…`, `rediss://…`).",
    )
    broker_queue: str = Field(
        "tradepost",
        pattern=r"^[A-Za-z_][A-Za-z0-9_-]{0,99}$",
        description="The queue or key prefix at the broker; hubs that share a broker need one each.",
    )
    slots: int = Field(256, ge=1, le=10_000, description="Deliveries that one process drives at the same time.")
    deadline: float = Field(60.0, gt=0, description="Seconds that one attempt of a delivery may take.")
    grace: float = Field(
        30.0, gt=0, description="Seconds beyond the deadline before the lease of an attempt ends and its outcome counts as unknown."
    )

    # how it proves
    seal_every: float = Field(10.0, gt=0, description="Seconds between signed checkpoints of the ledger, while there is anything new.")
    ledger_name: str = Field("tradepost.example/ledger", min_length=1, description="The name in checkpoints, such as a host name you own.")

    # how it reports
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="The least severe event that is logged.")
    log_format: Literal["text", "json"] = Field("text", description="How events are logged: for people, or one JSON object a line.")


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One row of the settings page: the variable, its default in words, and what it does."""

    variable: str
    default: str
    description: str


def describe() -> list[SettingRow]:
    """Every setting in the order above; the reference page is generated from it."""
    return [
        SettingRow(f"HUB_{name.upper()}", _words(field.default), field.description or "") for name, field in Settings.model_fields.items()
    ]


def _words(default: object) -> str:
    if isinstance(default, SecretStr):
        return default.get_secret_value()  # a default is in the code for all to see
    return "" if default is None or default is PydanticUndefined else str(default)
