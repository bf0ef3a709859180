"""The answers to WHOWAS: users who have left or changed their nickname."""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tui_chat.server.core.events import Millis
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.wire.names import Folded


class WhowasEntry(NamedTuple):
    """A user as it was, and until when."""

    nick: str
    folded: Folded
    username: str
    host: str
    address: str
    realname: str
    account: str
    at: Millis


class Whowas:
    """The last ones, in order; the oldest are forgotten."""

    def __init__(self, most: int) -> None:
        self._kept: deque[WhowasEntry] = deque(maxlen=most)

    def add(self, user: User, at: Millis) -> None:
        """Remember a user who is about to leave or to change its nickname."""
        self._kept.append(
            WhowasEntry(
                *(user.nick, user.folded, user.username, user.host),
                *(user.address, user.realname, user.account, at),
            )
        )

    def __iter__(self) -> Iterator[WhowasEntry]:
        return iter(self._kept)

    def restore(self, entries: Iterable[WhowasEntry]) -> None:
        """Take what another has remembered, the oldest first."""
        self._kept.extend(entries)

    def limit(self, most: int) -> None:
        """Remember so many from now on."""
        self._kept = deque(self._kept, most)

    def of(self, folded: Folded) -> Iterator[WhowasEntry]:
        """The users who had the nickname, latest first."""
        return (one for one in reversed(self._kept) if one.folded == folded)
