"""Messages of the history as lines. They change no state: nothing happens a second time."""

from collections.abc import Callable, Iterable
from typing import Final

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import Line, LineKind, Movement
from tui_chat.client.session.messages.quotes import note_reply
from tui_chat.client.session.messages.received import line_of, words_of
from tui_chat.client.session.messages.received_reactions_edits_deletions import (
    annotate,
    annotation_of,
)
from tui_chat.client.session.model import event_words
from tui_chat.client.session.model.event_words import EventText
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.mode_and_mask_words import sentences
from tui_chat.client.session.model.state import State

_EVENT_TEXTS: Final[dict[str, tuple[int, Callable[[Incoming], EventText]]]] = {
    "JOIN": (1, event_words.came),
    "PART": (1, event_words.parted),
    "QUIT": (0, event_words.quitted),
    "TOPIC": (1, event_words.topic_set),
    "KICK": (2, event_words.kicked),
}
"""Command -> the fewest parameters, and its words."""

LineKey = tuple[str, str] | tuple[float, str, str]


def line_key(line: Line) -> LineKey:
    """The key that distinguishes a line from others: its msgid, else time, sender and text.

    One MODE may be several lines; a message may have been edited.
    """
    if line.msgid:
        return line.msgid, line.text if line.kind is LineKind.EVENT else ""
    return line.at, line.sender, line.text


def lines_of(state: State, buffer: Buffer, told: Iterable[Incoming]) -> list[Line]:
    """The lines of `told`, oldest first.

    Reactions, edits and deletions have changed the lines that they are about, among these or in
    the buffer.
    """
    lines: list[Line] = []
    places: dict[str, int] = {}

    def find(msgid: str) -> Line | None:
        return lines[places[msgid]] if msgid in places else buffer.lines.find(msgid)

    for incoming in told:
        if state.rules.ignores(incoming.source, state.fold):
            continue
        annotation = annotation_of(state, incoming)
        if annotation is not None:
            place = places.get(annotation.msgid)
            if place is None:
                is_changed = annotate(state, buffer, annotation)
            else:
                changed = annotation.change(lines[place])
                lines[place] = changed or lines[place]
                is_changed = changed is not None
            if is_changed and annotation.alone:
                continue
        for line in _lines_of_message(state, buffer, incoming, find):
            if line.msgid:
                places[line.msgid] = len(lines)
            lines.append(line)
    return lines


def _lines_of_message(
    state: State, buffer: Buffer, incoming: Incoming, find: Callable[[str], Line | None]
) -> Iterable[Line]:
    command = incoming.message.command
    if command in {"PRIVMSG", "NOTICE"}:
        said = words_of(incoming) if incoming.count > 1 else None
        lines = []
        if said is not None:
            own, personal = state.is_me(incoming.nick), buffer.kind is BufferKind.PERSON
            line = line_of(state, incoming, said, find, own=own, personal=personal)
            lines.append(note_reply(buffer, line))
        return lines
    if command == "MODE" and incoming.count > 1:
        return [_event(incoming, text) for text in sentences(state, incoming)]
    own = state.is_me(incoming.nick)
    if command == "NICK" and incoming.count:
        renamed_to_ours = own or state.is_me(incoming.param(0))
        return (_event(incoming, *event_words.renamed(incoming, own=renamed_to_ours)),)
    least, words = _EVENT_TEXTS.get(command, (0, None))
    if words is None or incoming.count < least:
        return ()
    event_text = words(incoming)
    if (own and event_text.movement is not Movement.NONE) or (
        command == "KICK" and state.is_me(incoming.param(1))
    ):
        return ()  # that we were elsewhere is no news to us
    return (_event(incoming, *event_text),)


def _event(incoming: Incoming, text: str, movement: Movement = Movement.NONE) -> Line:
    return Line(
        0, incoming.at, LineKind.EVENT, incoming.nick, text, msgid=incoming.msgid, movement=movement
    )
