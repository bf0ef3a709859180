"""What outlives the process: the history of conversations, and records of the network's state."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

from tui_chat.server.core.effects import Speech
from tui_chat.server.core.messages.history_request_types import HistoryRequest
from tui_chat.wire.message import Message

Record = tuple[str, str, dict[str, Any]]
"""Kind, key and value of a kept record."""


class StoreError(Exception):
    """A file of ours cannot be used; the text is one sentence that says why and what to do."""


class Retention(NamedTuple):
    """How much of a conversation is kept; 0 is no limit."""

    days: float = 0
    messages: int = 0


def nobody_holds(_conversation: str) -> bool:
    """For a history that does not know who holds its conversations."""
    return False


class History(Protocol):
    """The messages of conversations.

    Changes are gathered, and made durable on the loop's thread by `end_tick` or `commit`. `answer`
    is called on a second thread, with a `Search` on a third, and `tidy` on a fourth; these see only
    what `commit` has written.
    """

    @property
    def write_error(self) -> str:
        """Why nothing can be kept just now, in a sentence; "" while all is well."""

    def remember(
        self, target: str, message: Message, msgid: str, at: int, author: str = ""
    ) -> None:
        """Add a message to the history of `target`; `at` never decreases.

        `author` is the identity of who said it.
        """

    def remember_speech(self, target: str, speech: Speech, author: str = "") -> None:
        """Add all messages of a speech, as `remember` would each."""

    def forget(self, target: str, msgid: str) -> None:
        """Take a message out of the history of `target`."""

    def move(self, old: str, new: str) -> None:
        """Rename a conversation from `old` to `new`.

        `new` should have no history. If it has one, that is moved aside under a name nobody reads.
        """

    def drop(self, target: str, since: int) -> None:
        """Drop the messages of `target` from this time on."""

    def end_tick(self) -> None:
        """Before anybody is shown what is new: see that it outlives this process.

        Never raises: a broken disk is logged, and the chat goes on.
        """

    def commit(self) -> None:
        """Have all of it in the file, where `answer` finds it. Never raises."""

    def last_time(self) -> int:
        """The time of the newest message, in milliseconds since 1970; 0 if there is none."""

    def answer(self, request: HistoryRequest) -> object:
        """The answer to a request, of the type that the request's class documents."""

    def protect(self, is_held: Callable[[str], bool]) -> None:
        """Of too many conversations, drop those first that `is_held` says nobody holds.

        It is called with names of conversations, on the thread of `tidy` or the loop's.
        """

    def tidy(self, now: int) -> bool:
        """Do a small part of the maintenance. Gives whether there is more to do.

        Drops messages that the retention does not cover at `now` (milliseconds since 1970), a few
        at a time.
        """

    def close(self) -> None:
        """Commit and let go of the files."""


class Records(Protocol):
    """Small pieces of state by kind and key: accounts, registered channels, bans."""

    @property
    def write_error(self) -> str:
        """Why nothing can be kept just now, in a sentence; "" while all is well."""

    def keep(self, kind: str, key: str, value: dict[str, Any] | None) -> None:
        """Replace the record of this kind and key; None drops it."""

    def commit(self) -> None:
        """Make all of it durable. Never raises: a broken disk is logged, and the chat goes on."""

    def all(self) -> Iterator[Record]:
        """All committed records, ordered by kind and key."""

    def as_committed(self) -> AbstractContextManager[Callable[[], tuple[Record, ...]]]:
        """While it is open, its value reads the records as they were when it was opened.

        To be called in another thread, for it may take long.
        """

    def close(self) -> None:
        """Commit and let go of the files."""
