"""Requests without a complete reply yet, and the lines of replies received so far."""

from collections import deque
from typing import Final

import msgspec

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.members import Member
from tui_chat.client.events import Listing
from tui_chat.wire.names import Folded

_MOST_SEARCHES: Final = 20


class WhoisReply(msgspec.Struct):
    """The answer to WHOIS so far: the host that everybody sees, and facts as sentences."""

    host: str = ""
    facts: list[str] = []


class ConversationSearch(msgspec.Struct):
    """The search for conversations on the server, from the newest back to `since`.

    `before` is the time up to which it was asked last; `pages` and `left` say how many pages it may
    still ask for, and how many conversations it may still find.
    """

    since: float
    before: float
    pages: int
    left: int


class ThrottledJoin(msgspec.Struct):
    """How often a channel was asked for again since it refused us, and the last time."""

    asked_at: float
    tries: int = 0


class PendingReplies:
    """Requests of one connection, and their replies until the server says they are complete."""

    __slots__ = (
        "away",
        "bans",
        "begun",
        "conversations",
        "description",
        "joins",
        "listing",
        "listing_cut",
        "lists",
        "looking",
        "modes",
        "names",
        "naming",
        "persistence",
        "quiet_listing",
        "refused",
        "searches",
        "throttled",
        "to_services",
        "topics",
        "unasked_modes",
        "unasked_mutes",
        "untold_members",
        "whois",
    )

    def __init__(self) -> None:
        self.joins: dict[Folded, str] = {}
        """Channels that the person asked to join, with the key given."""
        self.refused: set[Folded] = set()
        """Wanted channels that refused us for now; the next connection asks again."""
        self.throttled: dict[Folded, ThrottledJoin] = {}
        """Wanted channels that refused us because we join too much at once, or too soon."""
        self.conversations: ConversationSearch | None = None
        """The search for conversations that we do not know of, None if it is over."""
        self.looking = False
        """Whether we asked with ISON if somebody has the nickname that we want."""
        self.names: dict[Folded, Buffer] = {}
        """Channels whose members the person asked for, and the buffer that shows them."""
        self.description = False
        """Whether the person has just said something of themselves."""
        self.persistence = False
        """Whether the person asked if the server keeps us on the network."""
        self.untold_members: set[Folded] = set()
        """Joined channels whose members nobody has told or asked for."""
        self.topics: set[Folded] = set()
        """Channels whose topic the person asked to see."""
        self.modes: set[Folded] = set()
        """Channels whose modes the person asked to see."""
        self.bans: dict[Folded, list[str]] = {}
        """Bans received so far, by channel."""
        self.begun: set[Folded] = set()
        """Conversations that a message began which nobody answered yet."""
        self.lists: dict[tuple[Folded, str], list[str]] = {}
        """Entries received so far of other lists of channels, by channel and numeric."""
        self.unasked_modes = 0
        """How often the client asked by itself for the modes of a channel."""
        self.unasked_mutes: set[Folded] = set()
        """Channels whose list of muted people the client asked for by itself."""
        self.naming: dict[Folded, dict[Folded, Member]] = {}
        """Members received so far, by channel."""
        self.whois: dict[Folded, WhoisReply] = {}
        """Replies to WHOIS received so far, by nickname."""
        self.listing: list[Listing] | None = None
        """Channels received so far, None if nobody asked."""
        self.listing_cut = False
        self.quiet_listing = False
        """Whether the list of channels is for the screen only, not for the log."""
        self.searches: deque[str] = deque(maxlen=_MOST_SEARCHES)
        """The texts of the searches that are not answered yet, in order."""
        self.to_services: deque[str] = deque(maxlen=_MOST_SEARCHES)
        """Requests to services that are no part of a conversation: their echo is not shown."""
        self.away: dict[Folded, str] = {}
        """Away messages that were shown already, by nickname."""
