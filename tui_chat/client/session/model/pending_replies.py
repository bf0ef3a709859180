"""Questions under way: what the person asked for, and answers that come in several lines."""

from tui_chat.client.buffers.buffers import Buffer, Member
from tui_chat.client.events import Listing
from tui_chat.wire.names import Folded


class Asked:
    """What is collected until the server says that an answer is complete."""

    __slots__ = (
        "away",
        "bans",
        "joins",
        "listing",
        "listing_cut",
        "looking",
        "modes",
        "names",
        "naming",
        "quiet_listing",
        "refused",
        "search",
        "topics",
        "whois",
    )

    def __init__(self) -> None:
        self.joins: dict[Folded, str] = {}
        """Channels that the person asked to join, with the key given."""
        self.refused: set[Folded] = set()
        """Channels to be in that do not let us in for now: the next connection asks again."""
        self.looking = False
        """Whether we asked if somebody has the nickname that we want."""
        self.names: dict[Folded, Buffer] = {}
        """Channels whose members the person asked to see, and where."""
        self.topics: set[Folded] = set()
        """Channels whose topic the person asked to see."""
        self.modes: set[Folded] = set()
        """Channels whose modes the person asked to see."""
        self.bans: dict[Folded, list[str]] = {}
        """Bans told so far, of the channels whose list was asked for."""
        self.naming: dict[Folded, dict[Folded, Member]] = {}
        """Members told so far, of the channels whose list is being told."""
        self.whois: dict[Folded, list[str]] = {}
        """What was told so far of people asked about, in words."""
        self.listing: list[Listing] | None = None
        """Channels told so far, None while nobody asked."""
        self.listing_cut = False
        self.quiet_listing = False
        """Whether the list of channels is for the screen only, not to be written out."""
        self.search: str | None = None
        """What is looked for, None while nothing is."""
        self.away: dict[Folded, str] = {}
        """The away message of each person that was written to, to tell it once."""
