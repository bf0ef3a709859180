"""The modes and lists that keep people out of a channel, as they are kept over restarts."""

import msgspec

from tui_chat.server.core.events import Millis
from tui_chat.server.core.state.mask_list import KeptMasks


class EntryRules(msgspec.Struct, frozen=True):
    """The modes and lists that restrict entry to a channel, as they are kept over restarts.

    Older versions kept only that there was something: then nobody can pass.
    """

    flags: str = "int"
    key: str = ""
    lists: dict[str, KeptMasks] = {}
    guarded: Millis = Millis(0)
    """Since when anybody has been kept out."""
    closed: Millis = Millis(0)
    """Since when nobody has come in without the key or an invitation."""
    empty: Millis = Millis(0)
    """Since when nobody has been in the channel."""

    @property
    def is_closed(self) -> bool:
        """Whether nobody comes in without the key or an invitation."""
        return bool(self.key) or "i" in self.flags
