"""What operators do while the hub runs, over real HTTP: a system is paused, does not answer, may only be asked so often."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from hub.compose import wall_clock
from hub.configuration.active import ActiveConfiguration
from hub.configuration.changes import changes
from hub.configuration.read import load
from tests.journeys.town import Town, town
from tests.journeys.world import order, tree

ERP, SRM = "nordkran/erp", "lanmei/srm"
JSON = {"Content_Type": "application/json"}


class Shifted:
    """The wall clock, which a test may put forward."""

    def __init__(self) -> None:
        self.ahead = 0

    def __call__(self) -> int:
        return wall_clock() + self.ahead


def only_erp(text: str) -> str:
    return text.replace("      - {to: nordkran/archive, as: x12/850}\n", "")


def with_erp(more: str) -> Any:
    old = "timeout: 5s}}}"

    def changed(text: str) -> str:
        assert old in text
        return only_erp(text).replace(old, f"timeout: 5s}}}}, {more}}}", 1)

    return changed


def send(one: Town, number: int) -> None:
    status, receipt = one.send(SRM, order(f"PO-{number}", number))
    assert (status, receipt["messages"][0]["state"]) == (202, "routed"), receipt


def system(one: Town, who: str = "") -> dict[str, Any]:
    status, answer = one.ask("GET", f"/v1/systems/{ERP}", one.token(who, "operate"))
    assert status == 200, answer
    return answer


def move(one: Town, verb: str, reason: str, who: str = "") -> tuple[int, Any]:
    return one.ask("POST", f"/v1/systems/{ERP}/{verb}", one.token(who, "operate"), json.dumps({"reason": reason}).encode(), **JSON)


def test_a_paused_system_keeps_its_deliveries_in_order_through_an_apply_and_a_resume(tmp_path: Path, database_url: str) -> None:
    with town(tmp_path, text=only_erp, database=database_url) as one:
        status, told = move(one, "pause", "stock taking")
        assert (status, told["state"], told["paused"]["reason"]) == (200, "paused", "stock taking")
        for number in range(1, 6):
            send(one, number)
        with one.hub.database.read() as connection:
            (tree,) = [row[0] for row in connection.exec_driver_sql("SELECT tree FROM configuration WHERE active = 1")]
        one.hub.apply(json.loads(bytes(tree)), "test")
        time.sleep(1.5)

        assert one.sink.requests == []
        told = system(one)
        assert (told["state"], told["ready"], told["paused"]["by"][:6]) == ("paused", 5, "token:")
        assert move(one, "pause", "again")[0] == 409
        assert move(one, "resume", "", who="lanmei")[0] == 404, "whose it is not cannot know of it"

        assert move(one, "resume", "done")[0] == 200
        one.soon(lambda: len(one.sink.requests) == 5)
        numbers = [json.loads(body)["id"] for _, body in one.sink.requests]
        assert sorted(numbers) == [f"PO-{number}" for number in range(1, 6)]
        steps = one.ask("GET", f"/v1/systems/{ERP}/steps", one.token("", "operate"))[1]["items"]
        assert [(step["event"], step["reason"]) for step in steps] == [("resumed", "done"), ("paused", "stock taking")]
        assert one.verified() == []


def test_a_receiver_that_is_down_is_left_in_peace_and_gets_everything_once_when_it_is_back(tmp_path: Path, database_url: str) -> None:
    clock = Shifted()
    breaker = with_erp("pace: {in_flight: 1}, breaker: {failures: 3, pause: 40s}")
    with town(tmp_path, plan=(503,) * 3, text=breaker, database=database_url, clock=clock) as one:
        for number in range(1, 11):
            send(one, number)
        one.soon(lambda: system(one)["state"] == "broken")
        time.sleep(2.5)  # everything is due, and retries are due after a second

        assert len(one.sink.requests) == 3, "nobody knocks at a closed door"
        told = system(one)
        assert (told["breaker"]["state"], told["breaker"]["failures"], told["held"]) == ("open", 3, 0)
        with one.hub.database.read() as connection:
            attempts = [row[0] for row in connection.exec_driver_sql("SELECT attempt FROM delivery WHERE system_id = 'nordkran/erp'")]
        assert sorted(attempts) == [0] * 7 + [1] * 3, "waiting costs no attempt"

        clock.ahead += 41_000_000
        one.soon(lambda: len(one.sink.records) == 10)
        assert system(one)["breaker"] == {"state": "closed", "failures": 0, "until": None}
        assert len(one.sink.requests) == 13
        assert one.verified() == []


def test_a_refusal_is_an_answer(tmp_path: Path) -> None:
    with town(tmp_path, plan=(422,) * 6, text=with_erp("breaker: {failures: 2, pause: 40s}")) as one:
        for number in range(1, 9):
            send(one, number)
        one.soon(lambda: len(one.sink.requests) == 8)

        assert system(one)["state"] == "open"


def test_a_receiver_is_never_asked_more_often_than_it_said(tmp_path: Path, database_url: str) -> None:
    clock = Shifted()
    with town(tmp_path, text=with_erp("pace: {in_flight: 4, per_minute: 3}"), database=database_url, clock=clock) as one:
        for number in range(1, 8):
            send(one, number)
        for turn in (3, 6, 7):
            one.soon(lambda wanted=turn: len(one.sink.requests) >= wanted)
            time.sleep(1.2)
            assert len(one.sink.requests) == turn
            assert system(one)["pace"] == {"inFlight": 4, "perMinute": 3, "used": 3 if turn < 7 else 1}
            clock.ahead += 62_000_000

        assert len(one.sink.records) == 7


LISTS = 'maps: {x12/850: [products.yaml]}, lists: {products: products.csv}, out: {folder: {path: "'
FILES = {
    "products.yaml": """
extends: x12/850
rules:
  orderLine:
    rules:
      item.buyersItemIdentification:
        at: .06+(BP|IN)
        rules:
          schemeID: .01 | code(item_id, x12)
          value: .02 | xref(products)
""",
    "products.csv": "code,canonical\nLM-0001,7301\n",
}


def by_list(text: str) -> str:
    old = 'lanmei/srm: {adapter: erp/document, out: {folder: {path: "'
    assert old in text
    return (
        only_erp(text)
        .replace(old, f"lanmei/srm: {{adapter: erp/document, {LISTS}")
        .replace("carries: [order]", "carries: [order]\n    codes: hold")
    )


def test_an_unknown_product_code_is_held_in_the_senders_words_and_released_once_the_list_has_it(tmp_path: Path, database_url: str) -> None:
    with town(tmp_path, text=by_list, files=FILES, database=database_url) as one:
        operator = one.token("", "operate")
        for number in (1, 2):
            status, receipt = one.send(SRM, order(f"PO-{number}", number))
            assert (status, receipt["messages"][0]["state"]) == (202, "held")
        status, _ = one.send(SRM, order("PO-3", 3, lines=1))

        (cause,) = one.ask("GET", "/v1/held/causes", operator)[1]["items"]
        finding = cause["example"]["finding"]
        assert (cause["messages"], cause["rule"], finding["where"]["segment"], finding["where"]["element"]) == (2, "MAP-105", "PO1", 7)
        assert "'LM-0002'" in finding["message"]
        assert cause["example"]["reference"] == "PO-1"
        assert [row["state"] for row in one.get("lanmei", "/v1/messages?ref=PO-1")["items"]] == ["held"]
        assert "add a row" in finding["fix"]
        assert one.get("lanmei", "/v1/held/causes")["items"][0]["cause"] == cause["cause"], "the sender is told as well"

        longer = {**FILES, "products.csv": FILES["products.csv"] + "LM-0002,7302\n"}
        loaded = load(by_list(tree(tmp_path, one.sink.url)), "hub.yaml", longer.get)
        assert loaded.tree is not None, loaded.problems
        assert [change.line() for change in changes(one.hub.tree(), loaded.tree)] == ["+ list lanmei/srm products  LM-0002 = 7302"]
        effect = one.hub.preview.of(ActiveConfiguration.from_tree(loaded.tree), 100)
        assert (effect.messages.passing, effect.messages.looked, effect.read.differing) == (2, 2, 0)
        before = one.hub.rules.digest
        assert one.hub.apply(loaded.tree, "test") != before

        body = json.dumps({"cause": cause["cause"]}).encode()
        status, plan = one.ask("POST", "/v1/replays", operator, body, **JSON)
        assert (status, plan["items"], plan["forecast"]["pass"]) == (201, 2, 2)
        assert one.ask("POST", f"/v1/replays/{plan['id']}/start", operator)[0] == 200
        one.soon(lambda: len(one.sink.records) == 3)
        one.soon(lambda: one.ask("GET", f"/v1/replays/{plan['id']}", operator)[1]["state"] == "ended")
        sent = sorted((json.loads(body) for _, body in one.sink.requests), key=lambda document: document["id"])
        codes = [[line["item"]["buyersItemIdentification"]["value"] for line in document["orderLine"]] for document in sent]
        assert codes == [["7301", "7302"], ["7301", "7302"], ["7301"]]
        assert one.ask("GET", "/v1/held/causes", operator)[1]["items"] == []
        assert one.verified() == []
