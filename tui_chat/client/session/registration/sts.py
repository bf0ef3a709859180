"""Servers that accept encrypted connections only (IRCv3 sts). The link enforces it."""

from typing import Final

from tui_chat.client.events import EncryptionDemanded
from tui_chat.client.session.model.state import State
from tui_chat.client.session.model.sts_policy_and_cleartext_passwords import StsPolicy

_LONGEST: Final = 10 * 366 * 86_400


def apply_policy(state: State, value: str) -> bool:
    """Read the value of the capability. Gives whether this connection may not be used."""
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
