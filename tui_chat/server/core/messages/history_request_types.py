"""The requests to the history, and their answers."""

from collections.abc import Callable
from typing import ClassVar, Self

import msgspec

from tui_chat.server.core.events import Millis, Request
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.wire.message import Message

Reference = str | int | None
"""A place in a conversation: a msgid, a time in milliseconds since 1970, or none."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A kept message as it was shown, msgid tag included, and when."""

    at: Millis
    message: Message
    author: str = ""
    """The identity of whoever said it; "" if that was not kept."""

    def is_by(self, user: User, fold: Callable[[str], str]) -> bool:
        """Whether this user said it."""
        # The messages of older versions do not have their author; then an account was its name.
        author = self.author or fold(self.message.tags.get("account", ""))
        return bool(author) and author in {user.identity, user.stay}


class Page(list[Entry]):
    """The answer to a `Reading`: entries, oldest first."""

    is_last: bool = False
    """Whether it is known that the next page in the same direction is empty."""

    @classmethod
    def cut(cls, found: list[Entry], limit: int, *, newest: bool) -> Self:
        """A page of `limit` entries out of those found when one more was looked for."""
        page = cls(found if len(found) <= limit else found[1:] if newest else found[:-1])
        page.is_last = len(found) <= limit
        return page


class Reading(Request, frozen=True):
    """At most `limit` messages of `target` between two places, both left out.

    Answered with a `Page`. Of more than `limit` the newest are taken if
    `newest`, else the oldest. `around` is a place in the middle instead of two at the ends; the
    message there is taken. An unknown msgid is a place where nothing is.
    """

    reads: ClassVar[bool] = True
    target: str
    limit: int
    after: Reference = None
    before: Reference = None
    around: Reference = None
    newest: bool = True
    events: bool = False
    """Whether commands other than PRIVMSG and NOTICE are wanted, too."""
    shown: str = ""
    """The name that the client used for the target."""
    automatic: bool = False
    """Whether the server reads the messages for a user who has just joined, unasked."""


class Finding(Request, frozen=True):
    """The message with this msgid in `target`. Answered with a `list[Entry]` of one or none."""

    target: str
    msgid: str
    shown: str
    reason: str = ""


class FindingEdited(Finding, frozen=True):
    """The message that another one, `said`, is to give a new text."""

    said: Message = Message("PRIVMSG")


class Beginnings(Request, frozen=True):
    """The times of the oldest kept messages of a channel and of the name that it is to be given.

    Answered with `tuple[Millis, Millis]`, 0 for a name without messages.
    """

    channel: str
    wanted: str
    name: str
    """The new name as it was written."""
    reason: str

    @property
    def targets(self) -> tuple[str, str]:
        """Both targets."""
        return self.channel, self.wanted


class Targets(Request, frozen=True):
    """The conversations whose latest message lies between two times, both left out.

    Answered with `list[tuple[str, Millis]]`, target and time of its latest message, oldest first;
    of more than `limit` the newest if `newest`. Looked at are `channels` and the private talk of
    `identity`.
    """

    reads: ClassVar[bool] = True
    identity: str
    channels: tuple[str, ...]
    after: int
    before: int
    limit: int
    newest: bool
    played: bool = False
    """Whether the messages between the two times are wanted, not only the conversations."""


class Search(Request, frozen=True):
    """The newest `limit` messages that hold all `words`, in `targets`.

    Answered with `list[Entry]`, oldest first. `targets` empty stands for `channels` and the
    private talk of `identity`. `sender` is a nickname, "" is everybody.
    """

    reads: ClassVar[bool] = True
    identity: str
    channels: tuple[str, ...]
    targets: tuple[str, ...] = ()
    words: str = ""
    sender: str = ""
    after: int | None = None
    before: int | None = None
    limit: int = 50


HistoryRequest = Reading | Finding | FindingEdited | Beginnings | Targets | Search
HISTORY_REQUESTS: tuple[type[Request], ...] = (
    *(Reading, Finding, FindingEdited),
    *(Beginnings, Targets, Search),
)
