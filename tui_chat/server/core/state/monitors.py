"""The nicknames that each connection watches (IRCv3 monitor)."""

from typing import Protocol, TypeVar

from tui_chat.server.core.events import ClientId
from tui_chat.wire.names import Folded

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Wanted(Protocol):
    """Says which entries of a dict are wanted."""

    def __call__(self, values: dict[_Key, _Value], /) -> dict[_Key, _Value]:
        """The entries of this dict that are wanted."""


class Monitors:
    """The lists of all connections, found from either side. Nothing is kept for who has none."""

    def __init__(self) -> None:
        self._lists: dict[ClientId, dict[Folded, str]] = {}
        self._watchers: dict[Folded, dict[ClientId, None]] = {}

    def of(self, client: ClientId) -> dict[Folded, str]:
        """The nicknames that a connection watches, as it wrote them."""
        return self._lists.get(client, {})

    def watchers(self, folded: Folded) -> tuple[ClientId, ...]:
        """The connections that watch a nickname."""
        return tuple(self._watchers.get(folded, ()))

    def watch(self, client: ClientId, folded: Folded, nick: str) -> None:
        """Put a nickname on a connection's list."""
        self._lists.setdefault(client, {})[folded] = nick
        self._watchers.setdefault(folded, {})[client] = None

    def unwatch(self, client: ClientId, folded: Folded) -> None:
        """Take a nickname from a connection's list."""
        watched = self._lists.get(client, {})
        if watched.pop(folded, None) is None:
            return
        if not watched:
            del self._lists[client]
        watchers = self._watchers[folded]
        del watchers[client]
        if not watchers:
            del self._watchers[folded]

    def kept(
        self, wanted: "Wanted"
    ) -> tuple[dict[ClientId, dict[Folded, str]], dict[Folded, list[ClientId]]]:
        """The lists, and the watchers of each nickname in the order in which they began.

        `wanted` gives the entries of a dict that are wanted.
        """
        watched = wanted(self._watchers)
        watchers = {folded: list(clients) for folded, clients in watched.items()}
        return wanted(self._lists), watchers

    def restore(
        self, lists: dict[ClientId, dict[Folded, str]], watchers: dict[Folded, list[ClientId]]
    ) -> None:
        """Take the lists that others have kept."""
        self._lists = lists
        self._watchers = {folded: dict.fromkeys(clients) for folded, clients in watchers.items()}

    def forget(self, client: ClientId) -> None:
        """Empty a connection's list."""
        for folded in tuple(self._lists.get(client, ())):
            self.unwatch(client, folded)
