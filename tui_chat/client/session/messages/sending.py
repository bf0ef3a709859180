"""Our own words: sent once, shown as pending until the server has them, and kept over a loss.

What is written while nothing can be sent waits, and goes out in order on return. What was sent
and not confirmed when the connection was lost is looked for in the history first. The history
proves that it did not arrive if it goes back to the last message that we saw before; then it is
sent again, unless the name under which it was sent is still there, of which the server may not
have read all yet. Otherwise nobody knows, and it is for the person to decide: never twice by
itself. So it is for what waited so long that it may not be meant any more.
"""

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from itertools import islice
from typing import Final

import msgspec

from tui_chat.client.buffers.buffers import Buffer, BufferKind
from tui_chat.client.buffers.scrollback import Line, LineKind, LineState, Quote
from tui_chat.client.events import LineChanged, MessageReceived
from tui_chat.client.session.messages import before_first_channel, typing
from tui_chat.client.session.messages.annotations import REPLY_TAGS
from tui_chat.client.session.messages.batches import label_of
from tui_chat.client.session.messages.multiline import send_whole
from tui_chat.client.session.messages.pieces import pieces_of, plain_pieces
from tui_chat.client.session.messages.quotes import quote
from tui_chat.client.session.model.incoming import Heard, on
from tui_chat.client.session.model.safe_text import shown
from tui_chat.client.session.model.state import State
from tui_chat.client.session.model.unconfirmed import Entry
from tui_chat.wire.message import Message
from tui_chat.wire.tags import NO_TAGS

_STALE: Final = 12 * 3600.0
"""Seconds after which what waited is not said unasked: it may be last week's."""
_LOOKED_AT: Final = 4
_COMPARED: Final = 512
"""Characters of two messages that are compared."""
_LEAST_KEPT: Final = 4
"""A server that cuts a message leaves so great a part of it: a quarter."""
_ALIKE: Final = 0.5


def say(
    state: State,
    buffer: Buffer,
    text: str,
    at: float,
    kind: LineKind,
    answered: Line | None,
    *,
    audience: str = "",
) -> None:
    """Send `text` to the buffer's channel or person, and show it.

    With an `audience` only members with these marks of rank get it, and so an answer to what was
    said to a part of a channel: not everybody was to read the question.
    It is one message if the server takes messages of several lines and so many bytes; else each
    line of it, and each piece of a line that is too long, is one. PENDING until it is confirmed.
    """
    if buffer is state.buffers.server:
        before_first_channel.say(state, text, at, kind)
        return
    reply, tags = _reply(state, answered)
    if answered is not None and not tags:
        text = f"{answered.sender}: {text}"
    audience = audience or (answered.audience if answered is not None else "")
    for piece in pieces_of(state, audience + buffer.name, text, kind):
        written, spans = shown(piece)
        reachable = buffer.joined or not state.welcomed
        if buffer.kind is BufferKind.CHANNEL:
            reachable = buffer.joined or state.is_wanted(buffer)
        line = buffer.append(
            kind,
            written,
            at,
            sender=state.nick,
            spans=spans,
            own=True,
            reply=reply,
            state=LineState.PENDING if reachable else LineState.FAILED,
            audience=audience,
        )
        state.tell(MessageReceived(buffer, line))
        if reachable:
            given_up = state.outbox.add(Entry(buffer, line.id, kind, piece, tags, audience))
            if given_up is not None:
                show_as(state, given_up, LineState.FAILED)
        reply, tags = None, NO_TAGS
    typing.sent(state, buffer)
    push(state, buffer)


def _reply(state: State, answered: Line | None) -> tuple[Quote | None, Mapping[str, str]]:
    if answered is None or not answered.msgid or not state.may_tag("draft/reply"):
        return None, NO_TAGS
    return quote(answered), dict.fromkeys(REPLY_TAGS, answered.msgid)


# Sending


def push(state: State, buffer: Buffer) -> None:
    """Send what waits for a place, if it may go there now."""
    missed = state.history.missed.get(buffer)
    if not (state.welcomed and buffer.joined) or (missed is not None and missed.holds):
        return
    for entry in state.outbox.of(buffer):
        if entry.sent:
            continue
        if _is_stale(state, entry):
            give_up(state, entry, LineState.FAILED)
        else:
            _send(state, entry)


def _is_stale(state: State, entry: Entry) -> bool:
    line = entry.buffer.lines.by_id(entry.line_id)
    return line is not None and line.at < state.now - _STALE


def _send(state: State, entry: Entry) -> None:
    entry.sent, entry.nick = True, state.nick
    before = len(state.outgoing)
    if state.multiline is None:
        entry.pieces = plain_pieces(state, entry.target, entry.pieces, entry.kind)
    tags = dict(entry.tags)
    entry.whole = len(entry.pieces) == 1
    if entry.whole and "labeled-response" in state.capabilities:
        entry.label = tags["label"] = state.next_label()
    for piece in entry.pieces:
        words = f"\x01ACTION {piece}\x01" if entry.kind is LineKind.ACTION else piece
        if state.multiline is not None and not _fits_one_line(state, entry, piece):
            send_whole(state, entry.target, words, tags)
        else:
            command = "NOTICE" if entry.kind is LineKind.NOTICE else "PRIVMSG"
            state.send(command, entry.target, words, tags=tags)
        tags = {}
    entry.messages = state.outgoing[before:]
    if "echo-message" not in state.capabilities:
        entry.pulse = state.pulses + 1
        show_as(state, entry, LineState.SENT)
    elif not entry.label:
        entry.echo_due = state.pulses + 1


def _fits_one_line(state: State, entry: Entry, piece: str) -> bool:
    return plain_pieces(state, entry.target, [piece], entry.kind) == [piece]


# Confirmation


def confirm(
    state: State, heard: Heard, buffer: Buffer, label: str, kind: LineKind, written: str
) -> bool:
    """Whether this is the echo of a message that stands in its place already.

    Servers change what is said: they cut it, take colours out or filter words. Where there is no
    label, what is much like the message is its echo, too.
    """
    if label:
        entry = state.outbox.labelled(label)
    else:
        text, audience = shown(written)[0], state.features.audience_of(heard.param(0))[0]
        entry = _with_text(state, buffer, text, audience, adrift=False, kind=kind)
        entry = entry or _much_like(state, buffer, text, audience, kind)
    if entry is None:
        return False
    if not _take_piece(entry):
        return True
    state.outbox.remove(entry)
    line = entry.buffer.lines.by_id(entry.line_id)
    if line is None:
        return True
    changed = as_confirmed(line, heard)
    if entry.whole:  # what the server made of it is what others read
        text, spans = shown(written)
        changed = msgspec.structs.replace(changed, text=text, spans=spans)
    entry.buffer.replace(changed)
    state.tell(LineChanged(entry.buffer, changed))
    return True


def place_of(state: State, label: str, person: str) -> Buffer | None:
    """Where we said what is shown back as said to `person`, if that goes by another name.

    What goes to "NickServ@services.example" is shown as said to NickServ.
    """
    if label:
        entry = state.outbox.labelled(label)
        return entry.buffer if entry is not None else None
    if state.buffer(person) is None:
        key = state.fold(person)
        for entry in state.outbox:
            name, at, _host = entry.buffer.name.partition("@")
            if at and entry.sent and state.fold(name) == key:
                return entry.buffer
    return None


@on("ACK")
def acknowledged(state: State, heard: Heard) -> None:
    """ACK: the labelled command is done, and there is nothing to tell (IRCv3 labeled-response).

    Where the server shows back what is said, it has not let that message through.
    """
    entry = state.outbox.labelled(label_of(state, heard)) if label_of(state, heard) else None
    if entry is not None and not entry.pulse:
        give_up(state, entry, LineState.DOUBTFUL)


def as_confirmed(line: Line, heard: Heard) -> Line:
    """The line as the server shows it: `heard` is that."""
    return msgspec.structs.replace(line, state=LineState.SENT, at=heard.at, msgid=heard.msgid)


def arrived(state: State, buffer: Buffer, heard: Heard, text: str) -> Entry | None:
    """The message of a connection before this one that the history shows to have arrived.

    None also while only a part of it has.
    """
    audience = state.features.audience_of(heard.param(0))[0]
    entry = _with_text(state, buffer, text, audience, adrift=True, nick=heard.nick)
    if entry is None:
        return None
    for other in state.outbox.of(buffer):
        if other is entry:
            break
        # One connection carries what is written to it in order: what went before a message
        # that arrived was refused, or it would be here too.
        other.passed = other.adrift
    return entry if _take_piece(entry) else None


def _with_text(
    state: State,
    buffer: Buffer,
    text: str,
    audience: str,
    *,
    adrift: bool,
    nick: str = "",
    kind: LineKind | None = None,
) -> Entry | None:
    for entry in state.outbox.of(buffer):
        if (
            entry.sent
            and entry.audience == audience
            and kind in {None, entry.kind}
            and entry.adrift is adrift
            and not entry.passed
            and shown(entry.pieces[0])[0] == text
            and (not nick or state.fold(entry.nick) == state.fold(nick))
        ):
            return entry
    return None


def _much_like(
    state: State, buffer: Buffer, text: str, audience: str, kind: LineKind
) -> Entry | None:
    waiting = (entry for entry in state.outbox.of(buffer) if entry.echo_due and not entry.adrift)
    # The first few: servers show in order what came in order, and to compare takes its time.
    for entry in islice(waiting, _LOOKED_AT):
        fits = entry.audience == audience and entry.kind is kind
        if fits and is_much_like(shown(entry.pieces[0])[0], text):
            return entry
    return None


def is_much_like(said: str, told: str) -> bool:
    """Whether `told` may be what a server made of `said`: its beginning, or half of it at least."""
    said, told = said[:_COMPARED].casefold().strip(), told[:_COMPARED].casefold().strip()
    if not said or not told:
        return False
    if said.startswith(told) or told.startswith(said):
        return _LEAST_KEPT * len(told) >= len(said)
    matcher = SequenceMatcher(None, said, told, autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _take_piece(entry: Entry) -> bool:
    """One of its pieces is confirmed; whether that was the last."""
    if len(entry.pieces) > 1:
        del entry.pieces[0]
        return False
    return True


def pulse_felt(state: State, pulse: int) -> None:
    """The server has answered that PING: it has all that was sent before it."""
    for entry in state.outbox.confirmed_by(pulse):
        state.outbox.remove(entry)
    for entry in state.outbox.not_shown_by(pulse):
        give_up(state, entry, LineState.DOUBTFUL)


def in_doubt(state: State) -> bool:
    """Whether anything waits for the answer to a PING."""
    return any((entry.pulse or entry.echo_due) and not entry.adrift for entry in state.outbox)


def refused(state: State, label: str, buffer: Buffer | None) -> bool:
    """A refusal came: the message that it answers, by label or place, was not delivered.

    Gives whether there is one.
    """
    entry = state.outbox.labelled(label) if label else state.outbox.first_sent(buffer)
    entry = entry or (None if label else state.outbox.only_unproven(buffer))
    if entry is not None:
        give_up(state, entry, LineState.FAILED)
    return entry is not None


def give_up(state: State, entry: Entry, as_: LineState) -> None:
    """It is not on its way any more."""
    state.outbox.remove(entry)
    show_as(state, entry, as_)


def show_as(state: State, entry: Entry, progress: LineState) -> None:
    """Show how far it has come."""
    line = entry.buffer.lines.by_id(entry.line_id)
    if line is not None and line.state is not progress:
        changed = msgspec.structs.replace(line, state=progress)
        entry.buffer.replace(changed)
        state.tell(LineChanged(entry.buffer, changed))


# Losing the connection, and coming back


def not_sent(state: State, messages: Iterable[Message]) -> None:
    """These were never written to the connection that is lost: they can go on the next."""
    unwritten = {id(message) for message in messages}
    for entry in state.outbox:
        if entry.sent and not entry.adrift and entry.messages:
            entry.sent = id(entry.messages[0]) not in unwritten


def lose(state: State, *, for_good: bool) -> None:
    """The connection is lost; `for_good` if no other will be made by itself."""
    state.outbox.lose()
    for entry in state.outbox:
        if not for_good:
            show_as(state, entry, LineState.PENDING)
        elif entry.adrift:
            give_up(state, entry, LineState.DOUBTFUL)
        else:
            give_up(state, entry, LineState.FAILED)


def come_back(state: State, buffer: Buffer, *, proven: bool) -> None:
    """All that the history tells of a place is known: send what did not arrive, in order."""
    for entry in state.outbox.of(buffer):
        if not entry.adrift:
            continue
        if entry.passed:
            give_up(state, entry, LineState.FAILED)
        elif proven and not _may_still_be_said(state, entry):
            entry.adrift = entry.sent = False
        else:
            give_up(state, entry, LineState.DOUBTFUL)
    push(state, buffer)


def _may_still_be_said(state: State, entry: Entry) -> bool:
    """Whether the connection that it was sent on seems to stand at the server's end.

    We had to come in under another name then, and the old one is still there.
    """
    key = state.fold(entry.nick)
    return key != state.fold(state.nick) and key in entry.buffer.members


def abandon(state: State, buffer: Buffer) -> None:
    """Nothing can be said there any more."""
    for entry in state.outbox.of(buffer):
        give_up(state, entry, LineState.DOUBTFUL if entry.adrift else LineState.FAILED)
