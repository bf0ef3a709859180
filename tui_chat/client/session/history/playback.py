"""What the history tells, as lines: nothing that it tells happens again."""

from collections.abc import Callable, Iterable
from typing import Final

from tui_chat.client.buffers.buffers import Buffer, BufferKind
from tui_chat.client.buffers.scrollback import Line, LineKind, Movement
from tui_chat.client.session.channels.modes import sentences
from tui_chat.client.session.messages.annotations import annotate, annotation_of
from tui_chat.client.session.messages.quotes import expect
from tui_chat.client.session.messages.received import line_of, words_of
from tui_chat.client.session.model import event_words
from tui_chat.client.session.model.event_words import Happening
from tui_chat.client.session.model.incoming import Heard
from tui_chat.client.session.model.state import State

_HAPPENINGS: Final[dict[str, tuple[int, Callable[[Heard], Happening]]]] = {
    "JOIN": (1, event_words.came),
    "PART": (1, event_words.parted),
    "QUIT": (0, event_words.quitted),
    "TOPIC": (1, event_words.topic_set),
    "KICK": (2, event_words.kicked),
}
"""Command -> the fewest parameters, and its words."""

Identity = tuple[str, str] | tuple[float, str, str]


def identity(line: Line) -> Identity:
    """What tells one line from another: its msgid, else time, sender and text.

    One MODE may be several lines; a message may have been edited.
    """
    if line.msgid:
        return line.msgid, line.text if line.kind is LineKind.EVENT else ""
    return line.at, line.sender, line.text


def played(state: State, buffer: Buffer, told: Iterable[Heard]) -> list[Line]:
    """The lines of `told`, oldest first.

    Reactions, edits and deletions have changed the lines that they are about, among these or in
    the buffer.
    """
    lines: list[Line] = []
    places: dict[str, int] = {}

    def find(msgid: str) -> Line | None:
        return lines[places[msgid]] if msgid in places else buffer.lines.find(msgid)

    for heard in told:
        if state.rules.ignores(heard.source):
            continue
        annotation = annotation_of(state, heard)
        if annotation is not None:
            place = places.get(annotation.msgid)
            if place is not None:
                changed = annotation.change(lines[place])
                lines[place] = changed or lines[place]
            if (annotation.alone and place is not None) or (
                place is None and annotate(state, buffer, annotation) and annotation.alone
            ):
                continue
        for line in _lines_of(state, buffer, heard, find):
            if line.msgid:
                places[line.msgid] = len(lines)
            lines.append(line)
    return lines


def _lines_of(
    state: State, buffer: Buffer, heard: Heard, find: Callable[[str], Line | None]
) -> Iterable[Line]:
    command = heard.message.command
    if command in {"PRIVMSG", "NOTICE"}:
        said = words_of(heard) if heard.count > 1 else None
        lines = []
        if said is not None:
            own, personal = state.is_me(heard.nick), buffer.kind is BufferKind.PERSON
            line = line_of(state, heard, said, find, own=own, personal=personal)
            lines.append(expect(buffer, line))
        return lines
    if command == "MODE" and heard.count > 1:
        return [_event(heard, text) for text in sentences(state, heard)]
    own = state.is_me(heard.nick)
    if command == "NICK" and heard.count:
        renamed_to_ours = own or state.is_me(heard.param(0))
        return (_event(heard, *event_words.renamed(heard, own=renamed_to_ours)),)
    least, words = _HAPPENINGS.get(command, (0, None))
    if words is None or heard.count < least:
        return ()
    happening = words(heard)
    if (own and happening.movement is not Movement.NONE) or (
        command == "KICK" and state.is_me(heard.param(1))
    ):
        return ()  # that we were elsewhere is no news to us
    return (_event(heard, *happening),)


def _event(heard: Heard, text: str, movement: Movement = Movement.NONE) -> Line:
    return Line(0, heard.at, LineKind.EVENT, heard.nick, text, msgid=heard.msgid, movement=movement)
