"""A batch of messages that the server is sending (IRCv3 batch)."""

from tui_chat.client.session.model.incoming import Incoming


class Batch:
    """An open batch. `label` is that of the command that it answers, "" for none.

    `collected` are its messages, None if they are handled one by one.
    """

    __slots__ = ("collected", "kind", "label", "opening", "owner", "size")

    def __init__(
        self, kind: str, label: str, opening: Incoming, owner: "Batch | None", *, whole: bool
    ) -> None:
        self.kind = kind
        self.label = label
        self.opening = opening
        self.owner = owner or self
        """The batch that collects the messages: the outer one, if that is handled as a whole."""
        self.collected: list[Incoming] | None = [] if whole else None
        self.size = 0

    @property
    def target(self) -> str:
        """The channel or person that the batch is about, "" for none."""
        return self.opening.param(2)
