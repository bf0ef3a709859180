"""What a session knows of the networks of a bouncer."""

from tui_chat.client.events import Network


class BouncerKnowledge:
    """The networks that the bouncer has, and the one that this session is for."""

    __slots__ = ("followed", "listed", "was_told_of_none")

    def __init__(self) -> None:
        self.listed: dict[str, Network] | None = None
        """The networks by their ids; None until the bouncer has told them on this connection."""
        self.followed: Network | None = None
        """What was last said of the network that this session is for."""
        self.was_told_of_none = False
        """Whether the person has been told that the bouncer has no networks."""
