"""JSON as a format: what is read, what is found, and that nothing is raised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.catalogue import rules
from hub.formats.base import InterchangeEnd, LayoutError, MessageRead, Reading, laid_out
from hub.formats.json import FORMAT
from hub.formats.json.parse import MAX_DEPTH, Number
from hub.formats.json.tree import Node

ORDER = "https://tradepost.example/schemas/order/1.0"


def read(data, charset=None):
    chunks = [data[at : at + 7] for at in range(0, len(data), 7)]
    events = list(FORMAT.read(chunks, Reading(charset=charset)))
    messages = [event.message for event in events if isinstance(event, MessageRead)]
    end = events[-1]
    assert isinstance(end, InterchangeEnd)
    assert end.messages == len(messages)
    return messages, end.interchange.findings


CLEAN = [
    (b'{"a": 1.50}', [{"a": "1.50"}]),
    (b'\xef\xbb\xbf{"a": 12345678901234567890123}', [{"a": "12345678901234567890123"}]),
    (b'[{"a": 1}, {"a": 2}]', [{"a": "1"}, {"a": "2"}]),
    (b'{"a": 1}\n{"a": 2}\n', [{"a": "1"}, {"a": "2"}]),
    (b'{"a": 1}{"a": 2}', [{"a": "1"}, {"a": "2"}]),
    ('{"a": "商驿"}'.encode("utf-16"), [{"a": "商驿"}]),
    ('{"a": "商驿"}'.encode("utf-16-le"), [{"a": "商驿"}]),
    (b'{"a": "\\ud83d\\ude00"}', [{"a": "\U0001f600"}]),
    (b"[]", []),
    (b'{"a": 1e400, "b": -0}', [{"a": "1e400", "b": "-0"}]),
]

FOUND = [
    (b"", ["JSON-015"], 0),
    (b"   \n", ["JSON-015"], 0),
    (b"{", ["JSON-010"], 0),
    (b'{"a": }', ["JSON-010"], 0),
    (b'{"a": NaN}', ["JSON-011"], 0),
    (b'{"a": -Infinity}', ["JSON-011"], 0),
    (b"5", ["JSON-015"], 0),
    (b'["x", {"a": 1}]', ["JSON-015"], 1),
    (b"[" * 100_000, ["JSON-012"], 0),
    (b'{"a":' * 100_000, ["JSON-012"], 0),
    (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), ["JSON-012"], 0),
    (b'{"a": "\xff\xff"}', ["JSON-001"], 1),
    ('{"a": "商驿"}'.encode("gb18030"), ["JSON-002"], 1),
    (b'{"a": 1}\n{"b": \n{"c": 3}\n', ["JSON-010"], 2),
    (b'{"a": "\x01"}', ["JSON-010"], 0),
]

MESSAGE_FINDINGS = [
    (b'{"a": 1, "a": 2}', ["JSON-013"]),
    (b'{"x": {"a": 1, "b": 1, "a": 2, "a": 3}}', ["JSON-013"]),
    (b'{"a": "\\ud83d"}', ["JSON-014"]),
    (b'{"$schema": "https://elsewhere.example/order"}', ["JSON-004"]),
    (f'{{"$schema": "{ORDER}", "id": "1"}}'.encode(), []),
    (f'{{"$schema": "{ORDER}", "id": 1, "n": 1.50}}'.encode(), ["JSON-005"]),
]


@pytest.mark.parametrize(("data", "expected"), CLEAN)
def test_values_keep_their_text(data, expected):
    messages, findings = read(data)

    assert findings == []
    assert [message.tree.value for message in messages] == expected


@pytest.mark.parametrize(("data", "expected", "count"), FOUND)
def test_what_is_wrong_is_a_finding_and_the_rest_is_read(data, expected, count):
    messages, findings = read(data)

    assert [finding.rule for finding in findings] == expected
    assert len(messages) == count
    assert all(finding.where.byte is not None for finding in findings)


@pytest.mark.parametrize(("data", "expected"), MESSAGE_FINDINGS)
def test_what_is_wrong_inside_a_document_is_found_with_it(data, expected):
    messages, findings = read(data)

    assert findings == []
    assert [finding.rule for finding in messages[0].findings] == expected


def test_a_canonical_document_is_recognised_by_its_schema():
    (message,), _ = read(f'{{"$schema": "{ORDER}", "schemaVersion": "1.0", "id": "1"}}'.encode())

    assert (message.type, message.version, message.supported, message.name) == ("order/1", "1.0", True, "json/order/1")


def test_a_canonical_document_holds_plain_values():
    (message,), _ = read(f'{{"$schema": "{ORDER}", "id": 7, "n": [1.50, 12345678901234567890]}}'.encode())

    assert message.tree.value == {"$schema": ORDER, "id": 7, "n": ["1.50", "12345678901234567890"]}
    assert {type(value) for value in message.tree.value["n"]} == {str}


def test_foreign_json_is_known_only_through_a_map():
    (message,), _ = read(b'{"order_no": "1"}')

    assert (message.type, message.supported) == ("", False)


def test_a_syntax_error_is_located_by_byte_and_line():
    _, findings = read('{"a": "商",\n "b": x}'.encode())

    assert (findings[0].where.byte, findings[0].where.line) == (19, 2)


def test_messages_know_their_bytes():
    messages, _ = read('\n{"a": "商"}\n {"b": 2}'.encode())

    assert [(message.start, message.end) for message in messages] == [(1, 13), (15, 23)]


def test_reading_stops_with_a_finding_when_nearly_everything_is_wrong():
    messages, findings = read(b'{"a": x}\n' * 300)

    assert messages == []
    assert findings[-1].rule == "JSON-016"
    assert len(findings) == 201


def test_a_parcel_beyond_the_limit_is_refused_unread(monkeypatch):
    monkeypatch.setattr("hub.formats.json.format.MAX_BYTES", 10)
    messages, findings = read(b'{"a": "0123456789"}')

    assert (messages, [finding.rule for finding in findings]) == ([], ["JSON-003"])


def test_a_declared_charset_is_used():
    messages, findings = read('{"a": "驿"}'.encode("gbk"), charset="GBK")

    assert findings == []
    assert messages[0].tree.value == {"a": "驿"}


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b" \r\n{", True),
        (b"\xef\xbb\xbf[", True),
        (b"\xff\xfe{\0", True),
        (b"ISA*", False),
        (b"", False),
        (b"\xef\xbb\xbf", False),
        (b"<a/>", False),
    ],
)
def test_sniffing(head, expected):
    assert FORMAT.sniff(head) is expected


def test_writing_keeps_numbers_and_puts_several_messages_on_lines():
    tree = Node({"b": Number("1.50"), "a": [True, None, "商"]})

    assert FORMAT.write([("", tree)], None) == '{"b":1.50,"a":[true,null,"商"]}'.encode()
    assert FORMAT.write([("order/1", tree), ("order/1", Node({}))], None) == '{"a":[true,null,"商"],"b":1.50}\n{}\n'.encode()


def test_census_untaken_and_restore():
    tree = Node({"a": "1", "b": [{"c": Number("2"), "d/e": True, "f": None, "g": ""}, "x"], "h": {}})
    FORMAT.paths.place("a").get(tree)
    left = [(leaf.path, leaf.value) for leaf in FORMAT.untaken(tree)]

    assert FORMAT.census(tree) == 4
    assert left == [("b[0]/c#number", "2"), ('b[0]/"d/e"#boolean', "true"), ("b[1]", "x")]

    made = FORMAT.new_tree("")
    assert FORMAT.restore(made, left) == []
    assert made.value == {"b": [{"c": "2", "d/e": True}, "x"]}
    assert FORMAT.restore(FORMAT.new_tree(""), [("b[1]", "x"), ("]", "y")]) == ["b[1]", "]"]


def test_every_rule_that_is_found_is_in_the_catalogue():
    used = {rule for _, found, *_ in [*FOUND, *MESSAGE_FINDINGS] for rule in found}

    assert used <= set(rules())


@given(st.binary(max_size=60) | st.text('{}[]":,0123456789.eE-+truefalsn \\ud8\n', max_size=60).map(str.encode))
def test_any_bytes_are_read_without_raising(data):
    read(data)


_JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5) | st.integers().map(lambda number: Number(str(number))),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=15,
)


@given(st.dictionaries(st.text(max_size=4), _JSON, max_size=4))
def test_what_is_written_is_read_alike(document):
    messages, findings = read(FORMAT.write([("", Node(document))], None))

    assert findings == []
    assert messages[0].tree.value == document


@given(st.dictionaries(st.text(max_size=4), _JSON, max_size=4))
def test_residue_of_a_whole_tree_makes_the_tree_again_as_far_as_it_is_filled(document):
    tree, made = Node(document), FORMAT.new_tree("")
    left = [(leaf.path, leaf.value) for leaf in tree.untaken()]
    lost = FORMAT.restore(made, left)

    assert sorted((leaf.path, leaf.value) for leaf in made.untaken()) == sorted(pair for pair in left if pair[0] not in lost)
    if "[" not in "".join(path for path, _ in left):
        assert lost == []


def test_a_key_for_the_door_is_in_no_tree():
    format_ = laid_out(FORMAT, {"shop": {"required": ["id"], "secret": ["key"]}})
    (message,) = (
        event.message
        for event in format_.read([b'{"id": "1", "key": "s3cret", "deep": {"key": "2"}}'], Reading())
        if isinstance(event, MessageRead)
    )

    assert message.tree.value == {"id": "1", "deep": {"key": "2"}}


@pytest.mark.parametrize(
    "layout", [{"required": ["id"], "secret": "key"}, {"required": ["id"], "secret": []}, {"required": ["id"], "hidden": ["key"]}]
)
def test_a_layout_that_cannot_be_used_says_so(layout):
    with pytest.raises(LayoutError):
        laid_out(FORMAT, {"shop": layout})
