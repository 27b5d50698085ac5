"""What the verbs look up: the order that is answered, the delivery that is acknowledged, the documents that are here."""

from __future__ import annotations

from tests.pipeline.hands import House, only, order


def test_what_a_number_means_is_what_was_passed_on_under_it_the_oldest_first(house: House) -> None:
    first = only(house.send(order("PO-1"))).message_id
    house.send(order("PO-1", control=2))

    for member in ("lanmei", "nordkran"):
        assert [(row["id"], row["kind"]) for row in house.hub.stored.carrying(member, "po-1")] == [(first, "order")]
    assert house.hub.stored.carrying("rival", "PO-1") == []


def test_a_number_of_an_envelope_and_a_held_message_mean_nothing(house: House) -> None:
    house.configure(("    carries: [order]\n", "    carries: [order]\n    test: true\n"))
    house.send(order("PO-1"))

    for reference in ("PO-1", "000000001", ""):
        assert house.hub.stored.carrying("lanmei", reference) == []


def test_documents_are_found_by_key_with_their_digests(house: House) -> None:
    row = house.message(only(house.send(order("PO-1"))).message_id)

    found = house.hub.stored.documents([row["document_key"], "nothing"])

    assert list(found) == [row["document_key"]]
    assert (found[row["document_key"]]["id"], len(found[row["document_key"]]["digest"])) == (row["id"], 64)


def test_an_answer_that_was_never_owed_is_none(house: House) -> None:
    assert house.hub.stored.answer_delivery("nothing") is None


def test_a_delivery_carries_the_document_or_the_bytes_of_the_hub_itself(house: House) -> None:
    accepted = house.send(order())
    found = house.hub.stored.loads([only(accepted).message_id, accepted.acknowledgement_id, "nothing"])
    loads = list(found.values())

    assert list(found) == [only(accepted).message_id, accepted.acknowledgement_id]
    assert [load.document is not None for load in loads] == [True, False]
    assert [load.raw is not None for load in loads] == [False, True]
    assert loads[1].raw_media_type == house.hub.formats["x12"].media_type
