from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from hub.formats.ubl.building import built, seal
from hub.formats.ubl.names import CAC, CBC, EXT, STRAY, short
from hub.formats.ubl.parse import parse
from hub.formats.ubl.tree import Node

BOUND = f'xmlns="urn:a" xmlns:b="{CBC}" xmlns:cac="{CAC}" xmlns:ext="{EXT}"'

EXTENSION = (
    "<ext:UBLExtensions><ext:UBLExtension><ext:ExtensionContent> <y xmlns='urn:y'> <z/>&lt;\n</y> </ext:ExtensionContent>"
    "</ext:UBLExtension></ext:UBLExtensions>"
)


def told(node: Node) -> tuple[object, ...]:
    return node.tag, node.text, dict(node.attributes), node.line, [told(child) for child in node.children]


def expected(element: etree._Element) -> tuple[object, ...]:
    """What lxml says of an element, in the words of a node; text between elements as nodes of its own."""
    text = element.text or ""
    text = "" if text.isspace() else text.strip() if len(element) else text
    below = []
    for child in element:
        below.append(expected(child))
        if child.tail and not child.tail.isspace():
            below.append((STRAY, child.tail.strip(), {}, child.sourceline, []))
    return short(str(element.tag)), text, {short(name): value for name, value in element.items()}, element.sourceline, below


def compared(document: str) -> None:
    parsed = parse(document.encode(), None)
    assert parsed.root is not None, parsed.findings
    tag, *rest = told(built(parsed.root, parsed.decoded.data, stray=True))
    root = parse(document.encode(), None).root
    seal(root)
    assert (tag, rest) == (etree.QName(root).localname, list(expected(root)[1:]))


@pytest.mark.parametrize(
    "body",
    [
        "<b:ID>4711</b:ID>\n <b:ID>4712</b:ID>",
        "<b:ID/><b:ID /><b:ID></b:ID><b:ID\n/>",
        "<b:ID> </b:ID><b:ID>\n</b:ID><b:ID> 1 </b:ID>",
        "<b:ID>a &amp; b &lt;c&gt; &quot;d&apos; &#65;&#x42;</b:ID>",
        "<b:ID>&#13;</b:ID><b:ID>&#9;&#10;</b:ID><b:ID>&amp;lt;</b:ID>",
        "<b:ID>a>b</b:ID><b:ID c='>'>]]&gt;</b:ID>",
        "<b:ID c = 'x\ny' d=\"it's\"\n e='\"'>1</b:ID>",
        "<b:ID c='&#10;&#13;&amp;' xml:lang='zh' cac:d='1'/>",
        "<ID>1</ID><ID xmlns=''>2<c/></ID><ID>3</ID>",
        f'<ID xmlns="{CBC}">1</ID><x:ID xmlns:x="{CBC}" x:y="1"><x:Z/></x:ID><x:ID xmlns:x="urn:x">3</x:ID>',
        f'<b:ID xmlns:b="urn:x">1<b:c xmlns:b="{CAC}">2</b:c>3<b:d/></b:ID><b:ID>4</b:ID>',
        "<!-- <a> --><b:ID>1<!-- > -->2</b:ID><?x <a> ?>",
        "<b:ID><![CDATA[<a>&amp;]]></b:ID>\n<b:ID>b</b:ID>",
        "<cac:Party>text<b:ID>1</b:ID> and <b:ID/> more </cac:Party>!",
        "<b:ID>what?! <b:c>?</b:c></b:ID>",
        "<b:ID>1</b:ID>\r\n<b:ID>a\r\nb\rc</b:ID>\r<b:ID c='a\r\nb'/>",
        EXTENSION + "<b:ID>1</b:ID>",
        "<商 号='杭州'>纺织</商>",
    ],
)
@pytest.mark.parametrize("head", ["", '<?xml version="1.0"?>\n', "\n<?xml version='1.0'?><?x?>\n<!-- a -->\n"])
def test_nodes_say_what_lxml_says(head: str, body: str):
    compared(f"{head.lstrip()}<Order {BOUND}>{body}</Order>\n")


NAMES = st.sampled_from(["b:ID", "cac:Party", "ID", "x"])
TEXTS = st.text(st.sampled_from("ab >\n\t'\"!?;=/-]商&<\r")).map(
    lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]").replace("\r", "&#13;")
)
VALUES = TEXTS.map(lambda text: f'"{text.replace(chr(34), "&quot;")}"') | TEXTS.map(lambda text: "'" + text.replace("'", "&apos;") + "'")
ATTRIBUTES = st.dictionaries(st.sampled_from(["c", "d", "cac:e", "xml:lang"]), VALUES, max_size=3)
BINDINGS = st.dictionaries(st.sampled_from(["xmlns:b", "xmlns"]), st.sampled_from([f'"{CBC}"', f"'{CAC}'", "'urn:x'"]), max_size=1)
OTHER = st.sampled_from(["<!-- <x> -->", "<?x > ?>", "<![CDATA[ <a>&amp; ]]>", "\n"])


def _element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda name, attributes, inside: (
            f"<{name}{''.join(f' {key}={value}' for key, value in attributes.items())}"
            + (f">{''.join(inside)}</{name}>" if inside else "/>")
        ),
        NAMES,
        st.builds(lambda one, other: {**one, **other}, ATTRIBUTES, BINDINGS),
        st.lists(children | TEXTS | OTHER, max_size=5),
    )


@given(st.lists(st.recursive(_element(TEXTS), _element, max_leaves=12), max_size=4))
def test_nodes_of_any_document_say_what_lxml_says(elements: list[str]):
    compared(f"<Order {BOUND}>{''.join(elements)}</Order>")


def test_what_was_read_is_not_changed():
    data = f"<Order {BOUND}><b:ID c='1'>1</b:ID></Order>".encode()
    (node,) = built(parse(data, None).root, data).children

    with pytest.raises(TypeError):
        node.attributes["c"] = "2"
    with pytest.raises(AttributeError):
        node.children.append(Node("b:ID"))
