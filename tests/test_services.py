"""The test services themselves: a server of our own, fresh databases, and skips that count as failures.

Never touches the databases of other tests. Example: an own server answers, then is gone.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests import services


def _use(admin: str) -> None:
    with services.database(admin) as url, psycopg.connect(url.replace("+psycopg", "")) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


@pytest.mark.services
@pytest.mark.slow
def test_a_server_of_our_own_starts_on_afree_port_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HUB_TEST_POSTGRES", raising=False)
    monkeypatch.setattr(services, "DEFAULT_SERVER", f"postgresql://postgres@127.0.0.1:{services.free_port()}/postgres")
    try:
        with services.server() as admin:
            _use(admin)
    except services.Absent as absent:
        pytest.skip(str(absent))

    assert not services._answers(admin)


@pytest.mark.services
def test_a_database_is_dropped_at_the_end(postgresql_server: str) -> None:
    with services.database(postgresql_server) as url:
        name = url.rpartition("/")[2]

    with psycopg.connect(postgresql_server) as connection:
        assert connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is None


def test_a_named_server_that_does_not_answer_is_absent_not_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_TEST_POSTGRES", f"postgresql://postgres@127.0.0.1:{services.free_port()}/postgres")

    with pytest.raises(services.Absent, match="HUB_TEST_POSTGRES"), services.server():
        pass


SKIPS = {
    "test_by_a_mark.py": "import pytest\n@pytest.mark.skip(reason='no oven')\ndef test_it(): pass\n",
    "test_in_the_body.py": "import pytest\ndef test_it(): pytest.skip('no flour')\n",
    "test_of_a_module.py": "import pytest\npytest.skip('no yeast', allow_module_level=True)\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("required, outcome", [("", "3 skipped"), ("1", "1 failed, 2 errors")])
def test_skips_are_named_and_fail_when_services_are_required(required: str, outcome: str, tmp_path: Path) -> None:
    for name, source in SKIPS.items():
        (tmp_path / name).write_text(source)
    options = ["-q", "-ra", "-p", "no:cacheprovider", "-p", "tests.conftest", "--continue-on-collection-errors", "--rootdir", str(tmp_path)]

    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(tmp_path)],
        cwd=services.REPOSITORY,
        env={**os.environ, "HUB_REQUIRE_SERVICES": required, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert [done.stdout.count(reason) > 0 for reason in ("no oven", "no flour", "no yeast")] == [True] * 3, done.stdout + done.stderr
    assert outcome in done.stdout
