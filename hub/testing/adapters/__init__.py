"""The public kits for adapters: subclass one in a test of your own, give it the adapter and a small fake of its system, run pytest.

No network and no clock. `AdapterKit` needs nothing but the adapter; the others ask a fake peer of yours:

| kit | what your fake is asked | the promise |
|---|---|---|
| `AdapterKit` | nothing | names, keys, a failing wire, nonsense (law 3) |
| `SettingsKit` | nothing | bad settings are refused, secrets stand in no repr |
| `DeliverKit` | `FakePeer` | twice, cut, half-written, refused, told to wait: one record in the end |
| `ProbeKit` | `FakePeer` | ready, wrong credential, down, slow |
| `PollKit` | `PolledPeer` | empty, page boundary, equal moments, never changed, written late, resumed |
| `ReceiveKit` | a good call | wrong, altered, replayed, stale, handshake |
| `StatusKit` | what it answers in each state | skipped and unknown states |
| `LimitsKit` | nothing | each limit tells what does not fit; what it speaks has a map |

>>> class TestMine(AdapterKit):
...     adapter = Plain()
>>> TestMine().test_its_name_is_kind_and_system()
"""

from hub.adapters.base import Plain
from hub.testing.adapters.asking import ProbeKit, StatusKit
from hub.testing.adapters.calling import ReceiveKit
from hub.testing.adapters.contract import AdapterKit
from hub.testing.adapters.delivering import DeliverKit, Refusal
from hub.testing.adapters.fitting import LimitsKit
from hub.testing.adapters.playing import (
    ARRIVED,
    NONSENSE,
    PARCEL,
    SENT,
    UNSENT,
    FakePeer,
    Peer,
    PolledPeer,
    Reply,
    always,
    asked,
    handed_over,
    play,
    run,
    willing,
)
from hub.testing.adapters.polling import PollKit
from hub.testing.adapters.settings import SettingsKit

__all__ = [
    "ARRIVED",
    "NONSENSE",
    "PARCEL",
    "SENT",
    "UNSENT",
    "AdapterKit",
    "DeliverKit",
    "FakePeer",
    "LimitsKit",
    "Peer",
    "Plain",
    "PollKit",
    "PolledPeer",
    "ProbeKit",
    "ReceiveKit",
    "Refusal",
    "Reply",
    "SettingsKit",
    "StatusKit",
    "always",
    "asked",
    "handed_over",
    "play",
    "run",
    "willing",
]
