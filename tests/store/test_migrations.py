"""Revisions: they give exactly the tables of `tables.py`, go up and down with data, and refuse to be ignored."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from hub.errors import Misconfigured
from hub.ledger import leaves, sealer
from hub.store import hub_secrets, migrations, payloads
from hub.store.columns import metadata
from hub.store.engine import Database
from hub.store.items import Rows
from hub.store.writer import Writer
from hub.testing import stores


def test_the_last_revision_is_what_the_tables_say(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = [one for one in compare_metadata(context, metadata) if "alembic_version" not in str(one)]

    assert differences == []


def test_every_index_is_there_with_its_condition(database: Database) -> None:
    with database.read() as connection:
        inspector = inspect(connection)
        found = {index["name"]: bool(index["unique"]) for table in metadata.tables for index in inspector.get_indexes(table)}

    wanted = {index.name: index.unique for table in metadata.tables.values() for index in table.indexes}
    assert wanted == {name: unique for name, unique in found.items() if name in wanted}


def test_a_full_database_goes_down_and_up_again(database: Database) -> None:
    with Writer(database) as writer:
        writer.submit(Rows({"system": [stores.system_row("bolt/erp")]}, leaves=[leaves.leaf("x", 1)])).result()
        writer.submit(stores.owed("k", "m")).result()
    sealer.Sealer(database, sealer.signer(database, "log", 1), "log").seal(2)

    database.downgrade("base")
    with database.read() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    database.upgrade()

    migrations.require_current(database)
    with database.read() as connection:
        assert connection.execute(text("SELECT size FROM ledger")).scalar() == 0


def test_offers_go_with_their_revision_and_leave_the_rest_as_it_was(database: Database) -> None:
    with Writer(database) as writer:
        writer.submit(stores.owed("k", "m")).result()
        writer.submit(Rows(stores.offered("m"))).result()

    database.downgrade("0001")
    with database.read() as connection:
        assert {"offering", "offer", "offer_step", "lead_key"}.isdisjoint(inspect(connection).get_table_names())
        assert connection.execute(text("SELECT message_id FROM delivery")).scalars().all() == ["m"]
    database.upgrade()

    migrations.require_current(database)
    with Writer(database) as writer:
        writer.submit(Rows(stores.offered("m"))).result()
    with database.read() as connection:
        assert connection.execute(text("SELECT member_id FROM offer")).scalars().all() == ["bolt", "cog"]


def test_the_hubs_own_secrets_go_with_their_revision(database: Database) -> None:
    with database.write() as connection:
        assert hub_secrets.kept(connection, "lead keys", b"first", 1) == b"first"
    with Writer(database) as writer:
        writer.submit(stores.owed("k", "m")).result()

    database.downgrade("0002")
    with database.read() as connection:
        assert "hub_secret" not in inspect(connection).get_table_names()
        assert connection.execute(text("SELECT message_id FROM delivery")).scalars().all() == ["m"]
    database.upgrade()

    migrations.require_current(database)
    with database.write() as connection:
        assert hub_secrets.kept(connection, "lead keys", b"second", 2) == b"second"


def test_notices_go_with_their_revision_and_leave_the_rest_as_it_was(database: Database) -> None:
    def named() -> Rows:
        row = {
            "system_id": "acme/leads", "key": "meta/lead/1", "names": b"{}", "parcel_id": "p", "state": "owed", "number": 0, "attempt": 0,
            "due_at": 1, "created_at": 1,
        }  # fmt: skip
        return Rows({"notice": [row]})

    stored = payloads.store_rows("acme", b"x", "text/plain", b"s" * 16, 1)
    with Writer(database) as writer:
        writer.submit(Rows({**stored.inserts, "parcel": [stores.parcel_row("p", stored)]})).result()
        writer.submit(named()).result()

    database.downgrade("0003")
    with database.read() as connection:
        assert {"notice", "notice_step"}.isdisjoint(inspect(connection).get_table_names())
        assert connection.execute(text("SELECT id FROM parcel")).scalars().all() == ["p"]
    database.upgrade()

    migrations.require_current(database)
    with Writer(database) as writer:
        writer.submit(named()).result()


def test_polling_goes_with_its_revision_and_leaves_the_rest_as_it_was(database: Database) -> None:
    def taken() -> Rows:
        stream: dict[str, object] = {
            "system_id": "acme/erp", "stream": "sales", "cursor": "7", "number": 1, "attempt": 0, "rule": "", "reason": "", "due_at": 1,
            "polled_at": None,
        }  # fmt: skip
        return Rows({"poll": [stream], "polled": [{"id": "x", "parcel_id": "p", "at": 1}]})

    stored = payloads.store_rows("acme", b"x", "text/plain", b"s" * 16, 1)
    with Writer(database) as writer:
        writer.submit(Rows({**stored.inserts, "parcel": [stores.parcel_row("p", stored)]})).result()
        writer.submit(taken()).result()

    database.downgrade("0004")
    with database.read() as connection:
        assert {"poll", "polled"}.isdisjoint(inspect(connection).get_table_names())
        assert connection.execute(text("SELECT id FROM parcel")).scalars().all() == ["p"]
    database.upgrade()

    migrations.require_current(database)
    with Writer(database) as writer:
        writer.submit(taken()).result()


def test_attempts_from_before_calls_were_kept_have_none(database: Database) -> None:
    with Writer(database) as writer:
        writer.submit(stores.owed("k", "m")).result()
    database.downgrade("0005")
    with database.write() as connection:
        connection.execute(
            text(
                "INSERT INTO attempt (delivery_id, ordinal, outcome, rule, reason, reference, status, sent_digest, sent_payload_id, sent_salt, answer,"
                " started_at, ended_at) SELECT id, 1, 'created', '', '', '', 201, '', '', :none, :none, 1, 2 FROM delivery"
            ),
            {"none": b""},
        )
    database.upgrade()

    with database.read() as connection:
        assert bytes(connection.execute(text("SELECT calls FROM attempt")).scalar_one()) == b"[]"


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    database.upgrade()

    assert migrations.found(database) == migrations.needed()


def test_tables_of_another_revision_are_named(database_url: str) -> None:
    database = Database.open(database_url)
    with pytest.raises(Misconfigured) as refused:
        migrations.require_current(database)
    database.close()

    assert (refused.value.rule, refused.value.params["found"]) == ("STO-005", "")
