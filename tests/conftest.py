"""Fixtures and rules for every test: the corpus, a fresh database of each kind, and skips that may not pass silently.

Nothing here knows a part of the hub. A test that takes `database_url` runs once on SQLite and once on PostgreSQL.
Example: `def test_a_row_survives(database_url: str) -> None: ...`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from hub import logs
from tests import services

pytest_plugins = ["tests.databases"]

# The same examples on every run, so that a failure seen once is seen again; `search` is for hunting by hand.
_PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("default", max_examples=30, derandomize=True, **_PATIENT)
settings.register_profile("ci", max_examples=50, derandomize=True, **_PATIENT)
settings.register_profile("search", max_examples=2000, derandomize=False, **_PATIENT)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "default"))


@pytest.fixture(autouse=True)
def _plain_logs() -> None:
    """Log as a process of the hub does: tracebacks name frames and never the values in them, which may be endless."""
    logs.configure("warning")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """With HUB_REQUIRE_SERVICES=1 a skip is a failure that keeps its reason."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and services.required():
        report.outcome = "failed"
        report.longrepr = f"{_reason(report.longrepr)} (a skip is a failure under HUB_REQUIRE_SERVICES=1)"
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report(collector: pytest.Collector):
    """The same for modules that skip themselves while they are collected."""
    report = yield
    if report.skipped and services.required():
        report.outcome = "failed"
        report.longrepr = f"{_reason(report.longrepr)} (a skip is a failure under HUB_REQUIRE_SERVICES=1)"
    return report


def _reason(longrepr: object) -> str:
    return (str(longrepr[2]) if isinstance(longrepr, tuple) else str(longrepr)).removeprefix("Skipped: ")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real documents; absent: a skip by name."""
    try:
        return services.corpus_folder()
    except services.Absent as absent:
        pytest.skip(str(absent))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The administrator's URL of a PostgreSQL server; absent: a skip by name."""
    running = services.server()
    try:
        url = running.__enter__()
    except services.Absent as absent:
        pytest.skip(str(absent))
    yield url
    running.__exit__(None, None, None)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'hub.db'}"


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database of this test's own."""
    with services.database(postgresql_server) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database: the test runs once for each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def module_database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """As `database_url`, one for all tests of a module: for property tests, which may not take a fresh one per test."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('store') / 'hub.db'}"
        return
    with services.database(request.getfixturevalue("postgresql_server")) as url:
        yield url
