"""The page of adapters, from the descriptors of those that are found: what each carries, how twice is told from once, how it was tried.

It claims nothing that no descriptor says. Example: `adapter_page()` is the whole page.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hub.adapters.base import Adapter, Limit
from hub.adapters.discover import adapters

ROOT = Path(__file__).resolve().parent.parent
DEDUPE = {
    "key": "the system takes a delivery with the same key once, so that sending again is harmless",
    "upsert": "the system keeps one record for each key, so that sending again changes nothing",
    "lookup": "the system is asked before anything is created, and again when nobody knows how an attempt ended",
    "none": "nothing but the hub's own record of what it sent; an unknown outcome is held for a person",
}
EVIDENCE = {
    "real server": "against the real server, which the tests start",
    "independent mock": "against a mock of the system that nobody here wrote, never against the system itself",
    "vendor contract": "against the vendor's own description of the interface, never against a server",
    "wire format": "against answers that we wrote from public descriptions of the wire format, never against a server",
}
VERBS = {"create": "created there", "update": "changed there", "send": "sent", "poll": "polled"}
INTRO = (
    "An adapter is one kind of business system, as a conversation. This page lists those that this installation finds: the ones of the hub, and those of other "
    "packages under the entry point `hub.adapters`. How far each was tried is part of its descriptor; nothing is claimed beyond it."
)


def adapter_page() -> str:
    """Every adapter, in alphabetical order: an index, then a section for each."""
    found = sorted(adapters().values(), key=lambda adapter: adapter.name)
    rows = [
        (f"[{one.name}](#{anchor(one)})", ", ".join(carried(one)) or "–", one.dedupe if one.carries else "–", one.evidence) for one in found
    ]
    legend = table(("told apart by", ""), [(f"`{name}`", words) for name, words in DEDUPE.items()])
    return "\n\n".join(
        [INTRO, table(("adapter", "carries", "twice is told from once by", "tried with"), rows), legend, *(section(one) for one in found)]
    )


def section(adapter: type[Adapter]) -> str:
    """What one adapter says of itself."""
    documents = [(f"`{document}`", VERBS.get(verb, verb), said(adapter, document)) for document, verb in adapter.carries.items()]
    limits = [
        (f"`{message}`", f"`{place}`", allowed(limit)) for message, places in adapter.limits.items() for place, limit in places.items()
    ]
    parts = [f"## {adapter.name}", f"{summary(adapter)} [How it is configured]({readme(adapter)})."]
    parts += [table(("document", "", "as"), documents)] if documents else []
    parts += ["\n".join(f"- {line}" for line in facts(adapter))]
    parts += ["What does not fit stops a delivery; nothing is cut.", table(("message", "place", "holds"), limits)] if limits else []
    return "\n\n".join(parts)


def facts(adapter: type[Adapter]) -> Iterator[str]:
    """How it is told apart, called, polled, checked and tried."""
    if adapter.carries:
        yield f"Twice is told from once by `{adapter.dedupe}`: {DEDUPE[adapter.dedupe]}."
    streams = getattr(adapter, "streams", ())
    if streams:
        yield "It is polled: " + ", ".join(f"`{name}`" for name in streams) + "."
    if hasattr(adapter, "receive"):
        yield "It is called: a webhook is verified, kept, and what it names is fetched where it brings no more than names."
    if adapter.probe is not Adapter.probe:
        yield "It can be probed: whether it answers, lets us in, and which clock it has."
    if adapter.check is not Adapter.check:
        yield "It can be asked what became of a record."
    tried = f" ({adapter.tried})" if adapter.tried else ""
    yield f"Tried {EVIDENCE[adapter.evidence]}{tried}."


def carried(adapter: type[Adapter]) -> list[str]:
    """The documents that it carries, with an arrow for those that come back."""
    return [
        ("any document" if document == "*" else document) + (" (back)" if verb == "poll" else "")
        for document, verb in adapter.carries.items()
    ]


def said(adapter: type[Adapter], document: str) -> str:
    """The message that a document becomes there."""
    message = adapter.speaks.get(document)
    return f"`{message}`" if message else "what the agreement says"


def allowed(limit: Limit) -> str:
    """What a place holds, in words."""
    parts = [f"{limit.length} characters"] if limit.length is not None else []
    parts += [limit.charset] if limit.charset else []
    parts += ["one of " + ", ".join(f"`{value}`" for value in sorted(limit.values))] if limit.values else []
    return ", ".join(parts)


def summary(adapter: type[Adapter]) -> str:
    """The first line of its own description."""
    return (adapter.__doc__ or "").strip().partition("\n")[0]


def readme(adapter: type[Adapter]) -> str:
    """The page beside the adapter, seen from the page of all."""
    folder = "/".join(adapter.__module__.split(".")[:-1])
    return f"../../{folder}/README.md"


def anchor(adapter: type[Adapter]) -> str:
    """How GitHub names a heading."""
    return "".join(character for character in adapter.name.lower() if character.isalnum() or character in "-_")


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table; bars in cells are escaped."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
