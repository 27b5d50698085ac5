"""Settings come from HUB_… variables, are described one by one, and never show a secret."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from hub.settings import Settings, describe


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for row in describe():
        monkeypatch.delenv(row.variable, raising=False)


def test_defaults_need_no_server() -> None:
    settings = Settings()

    assert settings.database == "sqlite:///.hub/hub.db"
    assert settings.broker.get_secret_value() == "memory"
    assert settings.url is None
    assert settings.body_limit == 64 * 1024 * 1024
    assert settings.inline_limit <= settings.body_limit


@pytest.mark.parametrize(
    ("variable", "text", "field", "value"),
    [
        ("HUB_DATABASE", "postgresql+psycopg://db/hub", "database", "postgresql+psycopg://db/hub"),
        ("HUB_PORT", "9000", "port", 9000),
        ("HUB_SLOTS", "12", "slots", 12),
        ("HUB_URL", "", "url", None),
        ("HUB_LOG_FORMAT", "json", "log_format", "json"),
    ],
)
def test_a_variable_sets_its_field(monkeypatch: pytest.MonkeyPatch, variable: str, text: str, field: str, value: object) -> None:
    monkeypatch.setenv(variable, text)

    assert getattr(Settings(), field) == value


@pytest.mark.parametrize(
    ("variable", "text"),
    [("HUB_PORT", "70000"), ("HUB_SLOTS", "0"), ("HUB_LOG_LEVEL", "loud"), ("HUB_DEADLINE", "0"), ("HUB_BROKER_QUEUE", "a b")],
)
def test_an_impossible_value_is_refused(monkeypatch: pytest.MonkeyPatch, variable: str, text: str) -> None:
    monkeypatch.setenv(variable, text)

    with pytest.raises(ValidationError):
        Settings()


def test_the_token_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_TOKEN", "tp_live_4711")

    settings = Settings()

    assert "4711" not in repr(settings)
    assert settings.token is not None
    assert settings.token.get_secret_value() == "tp_live_4711"


def test_the_password_of_a_broker_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_BROKER", "amqp://hub:hunter2@broker.example/")

    settings = Settings()

    assert "hunter2" not in repr(settings) + str(settings) + settings.model_dump_json()
    assert settings.broker.get_secret_value() == "amqp://hub:hunter2@broker.example/"


def test_every_setting_is_described() -> None:
    rows = describe()

    assert [row.variable for row in rows] == [f"HUB_{name.upper()}" for name in Settings.model_fields]
    assert all(row.description.endswith(".") for row in rows)
