"""What comes back about a delivery: a receipt (it arrived), an acknowledgement (it was understood), a response (the answer).

Three things with three names, never mixed; this module holds the words only.

>>> LEVELS["functional"]
'the content could be processed: APERAK, 824, MLR'
"""

from __future__ import annotations

from typing import Literal

AcknowledgementCode = Literal["accepted", "acceptedWithErrors", "rejected"]
AcknowledgementLevel = Literal["transport", "syntax", "functional", "business"]

LEVELS: dict[AcknowledgementLevel, str] = {
    "transport": "the bytes arrived: MDN, HTTP status",
    "syntax": "the message could be read: 997, 999, TA1, CONTRL",
    "functional": "the content could be processed: APERAK, 824, MLR",
    "business": "the business answered: 855, ORDRSP",
}
ACKNOWLEDGEMENT_CODES: tuple[AcknowledgementCode, ...] = ("accepted", "acceptedWithErrors", "rejected")
