"""Stored data of channels that are not registered: entry rules, and first channels."""

import msgspec

from tui_chat.server.core.events import Millis
from tui_chat.server.core.state.mask_list import KeptMasks
from tui_chat.server.core.state.users_and_channels import Topic


class EntryRules(msgspec.Struct, frozen=True):
    """The modes and lists that restrict entry to a channel, as they are kept over restarts.

    Rules of older versions say only that there was a restriction: then nobody can satisfy them.
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
    occupied_from: Millis = Millis(0)
    """`empty` less the time for which there were members while anybody was kept out."""
    of_first: bool = True
    """Whether newcomers were put in the channel at that time; older versions do not say."""

    @property
    def is_closed(self) -> bool:
        """Whether nobody comes in without the key or an invitation."""
        return bool(self.key) or "i" in self.flags


class FirstChannel(msgspec.Struct, frozen=True):
    """The stored data of a first channel. `ranks` has letters by the id of an account."""

    topic: Topic | None = None
    topic_changed: bool = False
    """Whether a member has set or cleared the topic: if not, the configuration gives it."""
    closed: bool = False
    """Whether the topic was set behind a key, or where an invitation was needed."""
    ranks: dict[str, str] = {}
