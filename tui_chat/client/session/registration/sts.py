"""Where a server wants to be spoken to encrypted only (IRCv3 sts). Whoever connects enforces it."""

from typing import Final

import msgspec

from tui_chat.client.events import EncryptionDemanded
from tui_chat.client.session.model.state import State

_LONGEST: Final = 10 * 366 * 86_400


class StsPolicy(msgspec.Struct, frozen=True):
    """Speak to the server on `port`, encrypted, until this time (seconds of Unix time)."""

    port: int
    until: float


def heed(state: State, value: str) -> bool:
    """Whether the capability's value forbids to go on on this connection."""
    words = dict(word.partition("=")[::2] for word in value.split(","))
    if not state.secured:
        port = words.get("port", "")
        if not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65_536):
            return False
        state.outgoing.clear()
        state.tell(EncryptionDemanded(int(port)))
        return True
    duration = words.get("duration", "")
    if duration.isascii() and duration.isdigit():
        seconds = min(int(duration[:12]), _LONGEST)
        state.sts = StsPolicy(state.port, state.now + seconds) if seconds else None
    return False
