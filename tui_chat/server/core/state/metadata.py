"""The metadata of users and channels, and the keys that each connection subscribes to."""

from tui_chat.server.core.events import ClientId


class Metadata:
    """The values of everything there is, and which keys each connection wants to know.

    Connections that understand metadata are in `subscriptions`, be it with no key at all.
    """

    def __init__(self) -> None:
        self.values: dict[str, dict[str, str]] = {}
        self.subscriptions: dict[ClientId, dict[str, None]] = {}
