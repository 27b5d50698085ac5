"""The bytes of an acknowledgement: in the sender's own terms where they carry it, in the usual ones where they do not.

Pure; knows no format. Example: `reply(format_, acknowledger.result(), envelope)` is the 997 in the delimiters of the order.
"""

from __future__ import annotations

from dataclasses import replace

from hub.formats.base import Acknowledgement, Envelope, Format, Unrepresentable


def reply(format_: Format, said: Acknowledgement, envelope: Envelope) -> bytes:
    """Written with what the format keeps of the sender's envelope. Raises Unrepresentable where nothing can be addressed to this sender."""
    try:
        return format_.write(said.messages, replace(envelope, options=said.options))
    except Unrepresentable:
        return format_.write(said.messages, replace(envelope, options=said.fallback))
