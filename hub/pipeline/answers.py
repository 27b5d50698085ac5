"""What a receiver says in the answer to a delivery, taken in as a parcel of that receiver: an acknowledgement, a response, any document.

It is committed before the attempt is written down. A process that dies between the two leaves the attempt unknown; what the receiver then
says once more is known by the delivery and its bytes, and is not taken twice. Example: `await Answers(context, reception)(work, brought)`.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from hub.adapters.base import Brought
from hub.errors import TryAgain
from hub.model.member import member_of
from hub.pipeline.accept import Overtaken, Reception
from hub.pipeline.context import Arrival, Context
from hub.pipeline.record import Step
from hub.queue.dispatcher import PAUSES
from hub.store import polls
from hub.store.items import Claimed


@dataclass(frozen=True, slots=True)
class Answers:
    """Takes in what an answer brought, once for each delivery and content."""

    context: Callable[[], Context]
    reception: Reception

    async def __call__(self, work: Claimed, brought: Brought) -> None:
        context = self.context()
        digest = hashlib.sha256(brought.body).hexdigest()
        arrival = Arrival(
            parcel_id=context.ids(),
            member_id=member_of(work.system_id),
            system_id=work.system_id,
            transport="answer",
            peer="",
            name=brought.name,
            media_type=brought.media_type,
            received_at=context.now(),
            headers={"delivery": work.key},
        )
        identity = polls.identity(work.system_id, f"answer/{work.key}", digest)
        step = Step(guards=[polls.once(identity)])
        step.add("polled", {"id": identity, "parcel_id": arrival.parcel_id, "at": arrival.received_at})
        with suppress(Overtaken):
            for pause in PAUSES:
                # Whoever answered may not say it again: the database is asked more than once.
                with suppress(TryAgain):
                    await self.reception.accept(arrival, brought.body, also=step)
                    return
                await asyncio.sleep(pause)
            await self.reception.accept(arrival, brought.body, also=step)
