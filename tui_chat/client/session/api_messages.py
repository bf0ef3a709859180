"""What a person does with words: say them, change them, look for them, read them."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final

from tui_chat.client.buffers.buffers import Buffer
from tui_chat.client.buffers.line import TALK
from tui_chat.client.buffers.scrollback import Line, LineKind
from tui_chat.client.session.doing import Doing
from tui_chat.client.session.history import catch_up, read_markers
from tui_chat.client.session.history import search as searching
from tui_chat.client.session.messages import edits, pieces, retract, sending
from tui_chat.client.session.messages import typing as composing
from tui_chat.client.session.messages import unsent as keeping
from tui_chat.client.session.messages.mentions import Mention
from tui_chat.client.session.messages.typists import Progress
from tui_chat.client.session.messages.unsent import Unsent
from tui_chat.wire.names import Folded

_LOOKED_AT: Final = 200
"""Latest lines among which the last message is looked for."""


class Talking(Doing):
    """The part of a session that is about words. Times (`at`) are seconds of Unix time."""

    def say(
        self,
        buffer: Buffer,
        text: str,
        at: float,
        *,
        answers: Line | None = None,
        audience: str = "",
    ) -> None:
        """Say `text` to a channel or person; it stands there at once, and is sent when it can be.

        It has as many lines as it has; `answers` is the message that it is a reply to. `audience`
        are the marks of rank of those in a channel who are to hear it, "" for all.
        """
        self._state.now = at
        kind = LineKind.MESSAGE
        sending.say(self._state, buffer, text, at, kind, answers, audience=audience)
        self._state.on_change()

    def last_audience(self, buffer: Buffer) -> str:
        """The audience of the last message in a place: "" if all could read it."""
        latest = (line for line in islice(reversed(buffer.lines), _LOOKED_AT) if line.kind in TALK)
        line = next(latest, None)
        return line.audience if line is not None else ""

    def messages_in(self, buffer: Buffer, text: str) -> int:
        """As how many messages `text` would go there."""
        return len(pieces.pieces_of(self._state, buffer.name, text, LineKind.MESSAGE))

    def say_to(self, target: str, text: str, at: float, *, notice: bool = False) -> Buffer:
        """Say `text` to a person, a channel, or with `@#tea` to a part of one; gives the place."""
        audience, name = self._state.features.audience_of(target)
        buffer = self._state.open(name, asked=False)
        say = self.notice if notice else self.say
        say(buffer, text, at, audience=audience)
        return buffer

    def act(self, buffer: Buffer, text: str, at: float) -> None:
        """Say what we do: `/me waves`."""
        self._state.now = at
        sending.say(self._state, buffer, text, at, LineKind.ACTION, None)
        self._state.on_change()

    def notice(self, buffer: Buffer, text: str, at: float, *, audience: str = "") -> None:
        """Say `text` as a notice, which programs do not answer; `audience` as in `say`."""
        self._state.now = at
        kind = LineKind.NOTICE
        sending.say(self._state, buffer, text, at, kind, None, audience=audience)
        self._state.on_change()

    @property
    def unsent(self) -> list[Unsent]:
        """The own messages that are not confirmed; plain data to be kept."""
        return keeping.unsent(self._state)

    def resume(self, messages: Iterable[Unsent]) -> None:
        """What `unsent` gave when the program ran last: send it, as far as it did not arrive.

        That is what the history proves; where it cannot, the person is asked.
        """
        keeping.keep(self._state, messages)
        self._state.on_change()

    def retry(self, buffer: Buffer, line_id: int, at: float) -> bool:
        """Say again what failed, at the end of the log; whether there was such a line."""
        line = retract.take_back(self._state, buffer, line_id)
        if line is not None:
            retract.say_again(self._state, buffer, line, at)
        self._state.on_change()
        return line is not None

    def discard(self, buffer: Buffer, line_id: int) -> bool:
        """Take away what failed or was not sent yet; False if it may be on its way."""
        taken = retract.take_back(self._state, buffer, line_id)
        self._state.on_change()
        return taken is not None

    # What was said already

    def can_react(self, line: Line) -> bool:
        """Whether the server would take a reaction to this message."""
        return bool(line.msgid) and self._state.may_tag("draft/react")

    def can_edit(self, line: Line) -> bool:
        """Whether it is our own message, and others can be told its new words."""
        if not line.own or line.deleted or not line.msgid:
            return False
        return line.kind in {LineKind.MESSAGE, LineKind.ACTION} and self._state.may_tag(
            "draft/edit"
        )

    def can_delete(self, line: Line) -> bool:
        """Whether the server knows how to take this message away."""
        return bool(line.msgid) and self._state.offers("draft/message-redaction")

    def react(self, buffer: Buffer, line: Line, text: str, at: float) -> None:
        """Put an emoji under a message; a second time takes it away."""
        edits.react(self._state, buffer, line, text, at)
        self._state.on_change()

    def edit(self, buffer: Buffer, line: Line, text: str, at: float) -> None:
        """Change the words of an own message; where that cannot be, say the new ones."""
        edits.edit(self._state, buffer, line, text, at)
        self._state.on_change()

    def delete(self, buffer: Buffer, line: Line, at: float, reason: str = "") -> None:
        """Take a message away for everybody, as far as the server lets us."""
        edits.delete(self._state, buffer, line, reason, at)
        self._state.on_change()

    def search(self, text: str, buffer: Buffer | None = None) -> None:
        """Look for words in all that was said in a place, or anywhere.

        `SearchAnswered` tells what was found: by the server if it can, else in what is loaded.
        """
        searching.search(self._state, text, buffer)
        self._state.on_change()

    # What was said before, and what was read of it

    def older(self, buffer: Buffer) -> bool:
        """Have told what was said before the first line; whether that was asked for.

        `buffer.past` says how it stands; `HistoryReceived` when the lines are there.
        """
        asked = catch_up.older(self._state, buffer)
        self._state.on_change()
        return asked

    def is_catching_up(self, buffer: Buffer) -> bool:
        """Whether what was said while we were not there is still being told."""
        return buffer in self._state.history.missed

    def mark_read(self, buffer: Buffer, at: float, *, now: bool = False) -> None:
        """Tell the person's other clients what was read here. May be called at every painting.

        At most every five seconds for a place; `now` when the person goes elsewhere.
        """
        read_markers.mark(self._state, buffer, at, now=now)
        self._state.on_change()

    def mark_all_read(self, at: float) -> bool:
        """Everything here has been read; whether anything was unread."""
        unread = [buffer for buffer in self._state.buffers if buffer.unread]
        for buffer in unread:
            buffer.show()
            read_markers.mark(self._state, buffer, at, now=True)
            buffer.hide()
        self._state.on_change()
        return bool(unread)

    @property
    def positions(self) -> dict[str, float]:
        """Up to when each place was read, in seconds of Unix time; plain data to be kept."""
        return read_markers.positions(self._state)

    @property
    def seen(self) -> float:
        """The time of the last message that we have of this server, 0.0 if there is none."""
        return read_markers.seen(self._state)

    def restore(self, positions: Mapping[str, float], seen: float = 0.0) -> None:
        """What `positions` and `seen` gave when the program ran last; before any place is open."""
        self._state.reading.positions = {Folded(name): at for name, at in positions.items()}
        self._state.reading.seen = seen

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """What called us in channels, the latest last."""
        return tuple(self._state.mentions)

    # Who types

    def typing(self, buffer: Buffer, progress: Progress, at: float) -> None:
        """The person types, pauses, or has dropped the text; told as often as is proper."""
        composing.compose(self._state, buffer, progress, at)
        self._state.on_change()

    def typists(self, buffer: Buffer, at: float) -> list[str]:
        """Who else types in a place at this time."""
        return composing.typists(self._state, buffer, at)
