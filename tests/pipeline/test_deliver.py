"""One delivery, once: whatever the receiver does, it has one record in the end, and law 4 holds in every lane."""

from __future__ import annotations

import json

import pytest

from hub.adapters.base import Request, Response, WireError
from hub.testing import stores
from tests.pipeline.hands import House, a_set, answer_to, interchange, only, order, outage

ERP, ARCHIVE = "nordkran/erp", "nordkran/archive"


def keys(house: House, name: str = "erp") -> list[str]:
    """The key of each request that a receiver got."""
    return [request.key for request in house.box(name).asked]


def test_a_delivery_carries_the_same_key_and_bytes_at_every_attempt(house: House) -> None:
    house.box("erp").script(Response(503, {}, b""), Response(503, {}, b""))
    message_id = only(house.send(order())).message_id

    for _ in range(3):
        house.later(1)

    row = house.delivery(message_id, ERP)
    assert (row["state"], row["attempt"], json.loads(row["receipt"])["reference"]) == (4, 3, "erp-1")
    assert set(keys(house)) == {row["key"]}
    assert len({request.body for request in house.box("erp").asked}) == 1
    assert [one["outcome"] for one in house.attempts(row)] == ["deferred", "deferred", "created"]


def test_the_receivers_own_number_finds_the_order_for_both_sides(house: House) -> None:
    message_id = only(house.send(order())).message_id
    house.run()

    assert house.found("erp-1", "lanmei") == house.found("erp-1", "nordkran") == [message_id]


def test_a_slow_receiver_does_not_delay_another(house: House) -> None:
    house.box("erp").script(*[Response(503, {}, b"")] * 2)
    message_id = only(house.send(order())).message_id

    house.run()

    assert [house.delivery(message_id, system)["state"] for system in (ERP, ARCHIVE)] == [1, 4]


def test_a_dead_receiver_becomes_a_dead_letter_by_the_schedule_and_a_replay_has_a_key_of_its_own(house: House) -> None:
    house.box("erp").script(*[WireError("refused", sent=False)] * 7)
    message_id = only(house.send(order())).message_id
    made = [house.run(), *(house.later(1) for _ in range(8))]

    dead = house.delivery(message_id, ERP)
    assert (dead["state"], dead["attempt"], dead["fault"]) == (6, 7, "receiver")
    assert made == [3, 1, 1, 1, 1, 1, 1, 0, 0]

    assert house.hub.replayer.deliveries([dead], "ann") == 1
    house.run()

    again = house.delivery(message_id, ERP)
    assert (again["state"], again["replay_of"]) == (4, dead["key"])
    assert again["key"] != dead["key"]
    assert len(house.box("erp").taken) == 1


def test_an_x12_delivery_that_is_replayed_goes_out_under_a_number_of_its_own_or_the_same_but_never_none(house: House) -> None:
    house.box("archive").script(Response(422, {}, b"no"))
    message_id = only(house.send(order())).message_id
    house.run()

    assert house.hub.replayer.deliveries([house.delivery(message_id, ARCHIVE)], "ann") == 1
    house.run()

    assert house.delivery(message_id, ARCHIVE)["control_number"] > 0


@pytest.mark.parametrize(
    ("answer", "state", "outcome"),
    [
        (Response(200, {}, b"{}"), 4, "created"),
        (Response(409, {}, b'{"id": "SO-7"}'), 4, "duplicate"),
        (Response(400, {}, b"no"), 5, "rejected"),
        (Response(422, {}, b"no"), 5, "rejected"),
        (Response(429, {"retry-after": "60"}, b""), 1, "deferred"),
        (Response(500, {}, b""), 1, "deferred"),
        (Response(401, {}, b""), 3, "unknown"),
        (Response(302, {"location": "http://169.254.169.254/"}, b""), 3, "unknown"),
        (WireError("refused", sent=False), 1, "deferred"),
        (WireError("cut", sent=True), 1, "unknown"),
    ],
)
def test_what_the_receiver_says_decides_the_state(house: House, answer: Response | WireError, state: int, outcome: str) -> None:
    house.box("erp").script(answer)
    message_id = only(house.send(order())).message_id

    house.run()

    row = house.delivery(message_id, ERP)
    (attempt,) = house.attempts(row)
    assert row["state"] == state
    assert attempt["outcome"] in {outcome, "deferred" if state == 3 else outcome}


def test_a_receiver_that_asks_for_patience_gets_it(house: House) -> None:
    house.box("erp").script(Response(429, {"retry-after": "60"}, b""))
    house.send(order())
    house.run()

    assert [house.later(59), house.later(1)] == [0, 1]


def test_a_connection_cut_after_the_receiver_committed_ends_with_one_record_under_one_key(house: House) -> None:
    box = house.box("erp")
    box.script(box.lose_answer)
    message_id = only(house.send(order())).message_id
    house.run()
    assert (house.delivery(message_id, ERP)["state"], house.delivery(message_id, ERP)["resuming"]) == (1, 1)

    house.later(1)

    row = house.delivery(message_id, ERP)
    assert row["state"] == 4
    assert keys(house) == [row["key"]] * 2
    assert len(box.taken) == 1


def test_a_receiver_without_keys_is_not_asked_twice_after_an_unknown_outcome(house: House) -> None:
    house.configure(
        ("{adapter: erp/document, out: {memory: erp}}", "{adapter: erp/document, settings: {idempotent: false}, out: {memory: erp}}")
    )
    house.box("erp").script(house.box("erp").lose_answer)
    message_id = only(house.send(order())).message_id
    house.run()

    for _ in range(10):
        house.later(1)

    assert (house.delivery(message_id, ERP)["state"], len(house.box("erp").asked)) == (3, 1)


def test_a_paused_system_keeps_its_deliveries_in_order(house: House) -> None:

    house.hub.writer.submit(stores.paused(ERP)).result()
    for number in range(1, 4):
        house.send(order(f"PO-{number}", control=number))
    house.run()
    assert house.box("erp").asked == []
    assert len(house.box("archive").taken) == 3

    house.hub.writer.submit(stores.resumed(ERP)).result()
    house.run()

    assert [json.loads(one.body)["id"] for one in house.box("erp").taken] == ["PO-1", "PO-2", "PO-3"]


def test_the_second_message_of_a_thread_waits_for_the_first(house: House) -> None:
    house.send(order("PO-1"))
    house.run()
    house.box("lanmei").script(Response(503, {}, b""))
    answers = [answer_to("PO-1", salesOrderID=name) for name in ("SO-1", "SO-2")]
    first, second = (only(house.send(one, system=ERP)).message_id for one in answers)
    house.run()
    assert [house.delivery(one, "lanmei/srm")["state"] for one in (first, second)] == [1, 0]

    house.later(1)

    sent = [one.body for one in house.box("lanmei").asked if b"ST*855" in one.body]
    assert [house.delivery(one, "lanmei/srm")["state"] for one in (first, second)] == [4, 4]
    assert sent[0] == sent[1] != sent[2]


def test_a_held_head_holds_its_thread_and_no_other(house: House) -> None:
    house.box("erp").script(Response(401, {}, b""))
    first = only(house.send(order("PO-1", control=1))).message_id
    second = only(house.send(order("PO-2", control=2))).message_id

    house.run()

    assert [house.delivery(one, ERP)["state"] for one in (first, second)] == [3, 4]


def test_fifo_is_one_lane_for_the_whole_system(house: House) -> None:
    house.configure(("    carries: [order]\n", "    carries: [order]\n    order: fifo\n"))
    house.box("erp").script(Response(503, {}, b""))
    first = only(house.send(order("PO-1", control=1))).message_id
    second = only(house.send(order("PO-2", control=2))).message_id

    house.run()

    assert [house.delivery(one, ERP)["state"] for one in (first, second)] == [1, 0]
    house.later(1)
    assert [json.loads(one.body)["id"] for one in house.box("erp").taken] == ["PO-1", "PO-2"]


def test_a_missing_secret_holds_the_delivery_and_it_is_released_when_it_is_there(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.configure(
        ("out: {memory: erp}", 'out: {http: {url: "http://127.0.0.1:9/in", private: true, token: "env:HUB_TEST_TOKEN", timeout: 1s}}')
    )
    monkeypatch.delenv("HUB_TEST_TOKEN", raising=False)
    message_id = only(house.send(order())).message_id
    house.run()
    row = house.delivery(message_id, ERP)
    assert (row["state"], row["cause"].partition("|")[0]) == (3, "CFG-106")
    assert "HUB_TEST_TOKEN" in house.attempts(row)[0]["reason"]

    monkeypatch.setenv("HUB_TEST_TOKEN", "s3cret")
    house.hub.replayer.deliveries([row], "ann")
    house.run()

    row = house.delivery(message_id, ERP)
    assert (row["state"], row["key"]) == (1, house.owed(message_id)[0]["key"])  # nobody listens there, but it was tried
    assert all(b"s3cret" not in bytes(str(dict(one)), "utf-8") for one in house.attempts(row))


def test_a_system_that_is_no_longer_configured_holds_its_deliveries(house: House) -> None:
    message_id = only(house.send(order())).message_id
    house.configure(
        ("  nordkran/archive: {adapter: erp/document, out: {memory: archive}}\n", ""),
        ("      - {to: nordkran/archive, as: x12/850}\n", ""),
    )

    house.run()

    row = house.delivery(message_id, ARCHIVE)
    assert (row["state"], row["cause"].partition("|")[0]) == (3, "DLV-001")


def test_an_answer_that_drips_past_the_deadline_is_unknown(house: House) -> None:
    def slow(_: Request) -> WireError:
        return WireError("no answer in time", sent=True)

    house.box("erp").script(slow)
    message_id = only(house.send(order())).message_id
    house.run()

    assert house.delivery(message_id, ERP)["resuming"] == 1


def test_every_x12_envelope_to_a_member_has_a_number_of_its_own(house: House) -> None:
    for number in range(1, 4):
        house.send(interchange(a_set(f"PO-{number}"), control=number))
    house.run()

    numbers = [one.body.split(b"*")[13] for one in house.box("archive").taken]
    assert len(set(numbers)) == 3


def test_an_outage_before_anything_is_sent_leaves_no_doubt_about_the_receiver(house: House) -> None:
    """A receiver that cannot be asked about an earlier attempt would be held for a person."""
    message_id = only(house.send(order())).message_id
    with outage(house, 3):
        house.run()
    row = house.delivery(message_id, ARCHIVE)
    assert ([one["outcome"] for one in house.attempts(row)], row["state"], row["resuming"]) == (["deferred"], 1, 0)

    house.later(60)
    assert {house.delivery(message_id, system)["state"] for system in (ERP, ARCHIVE)} == {4}
