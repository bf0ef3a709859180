"""Sending own messages: exactly once, whatever happens to the connection.

A message is shown as pending until the server has confirmed it. Messages that are written while
offline wait, and are sent in order after reconnecting.

If the connection was lost before a message was confirmed, we look for it in the server's history
after reconnecting. If the history reaches back to the last message that we had seen and does not
contain ours, ours did not arrive, and it is sent again. There is one exception: our old nickname
may still be online, because the server has not noticed the loss. Then it may not have read all
that we sent, and the message is marked as doubtful. So it is if the history proves nothing. The
person decides whether to send a doubtful message again; the program never sends one twice.
A message that has waited too long is not sent either: it may be outdated. Nor is a private one if
somebody else seems to have the nickname by then.
"""

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from itertools import islice
from typing import Final

import msgspec

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import Line, LineKind, LineState, Quote
from tui_chat.client.buffers.members import NOBODY
from tui_chat.client.buffers.statusmsg_words import ALONE
from tui_chat.client.events import LineChanged, MessageReceived
from tui_chat.client.session.messages import typed_before_joining, typing
from tui_chat.client.session.messages.batches import label_of
from tui_chat.client.session.messages.echo_ordering import put_in_order
from tui_chat.client.session.messages.message_splitting import pieces_of, plain_pieces
from tui_chat.client.session.messages.multiline import send_whole
from tui_chat.client.session.messages.quotes import quote
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.sanitizing import shown
from tui_chat.client.session.model.state import State
from tui_chat.client.session.model.unconfirmed import OwnMessage
from tui_chat.client.session.nicknames.identity_tracking import is_told
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded
from tui_chat.wire.tags import NO_TAGS, REPLY_TAGS

_STALE: Final = 12 * 3600.0
"""Seconds after which a waiting message is not sent without asking: it may be outdated."""
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
    """Send `text` to the buffer's channel or person, and show it as pending.

    With an `audience`, only members with these marks of rank get it. A reply has the audience of
    the message that it answers. The text is one message if the server takes multiline messages of
    its size; else each line, and each piece of a line that is too long, is a message of its own.
    """
    if answered is not None and answered.audience == ALONE:  # nobody else has read it
        buffer = state.open(answered.sender, asked=True)
        answered = msgspec.structs.replace(answered, audience="")
    if buffer is state.buffers.server:
        typed_before_joining.keep_or_return(state, text, at, kind)
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
            entry = OwnMessage(buffer, line.id, kind, piece, tags, audience)
            entry.was_kept = not state.welcomed
            given_up = state.unconfirmed.add(entry)
            if given_up is not None:
                show_as(state, given_up, LineState.FAILED)
        reply, tags = None, NO_TAGS
    typing.own_text_sent(state, buffer)
    send_waiting(state, buffer)


def _reply(state: State, answered: Line | None) -> tuple[Quote | None, Mapping[str, str]]:
    if answered is None or not answered.msgid or not state.may_tag("draft/reply"):
        return None, NO_TAGS
    return quote(answered), dict.fromkeys(REPLY_TAGS, answered.msgid)


# Sending


def send_waiting(state: State, buffer: Buffer) -> None:
    """Send the waiting messages of a buffer, if they can be sent now."""
    progress = state.history.catching_up.get(buffer)
    if not (state.welcomed and buffer.joined) or (progress is not None and progress.holds):
        return
    waiting = [entry for entry in state.unconfirmed.of(buffer) if not entry.sent]
    if any(entry.was_kept for entry in waiting) and not is_told(state, buffer):
        return  # somebody else may have the nickname by now
    for entry in waiting:
        if _is_stale(state, entry) or (entry.was_kept and buffer.namesake != NOBODY):
            give_up(state, entry, LineState.FAILED)
        else:
            _send(state, entry)


def _is_stale(state: State, entry: OwnMessage) -> bool:
    line = entry.buffer.lines.by_id(entry.line_id)
    return line is not None and line.at < state.now - _STALE


def _send(state: State, entry: OwnMessage) -> None:
    entry.sent, entry.nicks = True, (state.nick, *state.wanted_nick.asked_for)
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
        entry.confirming_ping = state.pings_sent + 1
        show_as(state, entry, LineState.SENT)
    elif not entry.label:
        entry.echo_ping = state.pings_sent + 1


def _fits_one_line(state: State, entry: OwnMessage, piece: str) -> bool:
    return plain_pieces(state, entry.target, [piece], entry.kind) == [piece]


# Confirmation


def confirm(
    state: State, incoming: Incoming, buffer: Buffer, label: str, kind: LineKind, written: str
) -> bool:
    """Whether this is the server's echo of one of our messages; then mark that as sent.

    Servers change messages: they cut them, remove colours or filter words. Where the echo has no
    label, a similar text counts as the echo, too.
    """
    if label:
        entry = state.unconfirmed.labelled(label)
    else:
        text, audience = shown(written)[0], state.features.audience_of(incoming.param(0))[0]
        entry = _with_text(state, buffer, text, audience, on_lost_connection=False, kind=kind)
        entry = entry or _much_like(state, buffer, text, audience, kind)
    if entry is None:
        return False
    if not _take_piece(entry):
        return True
    state.unconfirmed.remove(entry)
    line = entry.buffer.lines.by_id(entry.line_id)
    if line is None:
        return True
    state.authors.note(incoming)
    changed = as_confirmed(put_in_order(state, entry.buffer, line), incoming)
    if entry.whole:  # what the server made of it is what others read
        text, spans = shown(written)
        changed = msgspec.structs.replace(changed, text=text, spans=spans)
    entry.buffer.replace(changed)
    state.tell(LineChanged(entry.buffer, changed))
    return True


def buffer_of_echo(state: State, label: str, person: str) -> Buffer | None:
    """The buffer of our message that the server shows as one to `person`, under another name.

    What goes to "NickServ@services.example" is shown as said to NickServ.
    """
    if label:
        entry = state.unconfirmed.labelled(label)
        return entry.buffer if entry is not None else None
    if state.buffer(person) is None:
        key = state.fold(person)
        for entry in state.unconfirmed:
            name, at, _host = entry.buffer.name.partition("@")
            if at and entry.sent and state.fold(name) == key:
                return entry.buffer
    return None


@on("ACK")
def acknowledged(state: State, incoming: Incoming) -> None:
    """ACK: the labelled command is done, and there is nothing to tell (IRCv3 labeled-response).

    Where the server shows back what is said, it has not let that message through.
    """
    entry = (
        state.unconfirmed.labelled(label_of(state, incoming)) if label_of(state, incoming) else None
    )
    if entry is not None and not entry.confirming_ping:
        give_up(state, entry, LineState.DOUBTFUL)


def as_confirmed(line: Line, incoming: Incoming) -> Line:
    """The line as the server shows it: `incoming` is that."""
    return msgspec.structs.replace(line, state=LineState.SENT, at=incoming.at, msgid=incoming.msgid)


def found_in_history(
    state: State, buffer: Buffer, incoming: Incoming, text: str
) -> OwnMessage | None:
    """Our message from a lost connection, if the history shows that all of it has arrived."""
    audience = state.features.audience_of(incoming.param(0))[0]
    entry = _with_text(state, buffer, text, audience, on_lost_connection=True, nick=incoming.nick)
    if entry is None:
        return None
    for other in state.unconfirmed.of(buffer):
        if other is entry:
            break
        # One connection carries what is written to it in order: what went before a message
        # that arrived was refused, or it would be here too.
        other.passed = other.on_lost_connection
    return entry if _take_piece(entry) else None


def _with_text(
    state: State,
    buffer: Buffer,
    text: str,
    audience: str,
    *,
    on_lost_connection: bool,
    nick: str = "",
    kind: LineKind | None = None,
) -> OwnMessage | None:
    for entry in state.unconfirmed.of(buffer):
        if (
            entry.sent
            and entry.audience == audience
            and kind in {None, entry.kind}
            and entry.on_lost_connection is on_lost_connection
            and not entry.passed
            and shown(entry.pieces[0])[0] == text
            and (not nick or state.fold(nick) in map(state.fold, entry.nicks))
        ):
            return entry
    return None


def _much_like(
    state: State, buffer: Buffer, text: str, audience: str, kind: LineKind
) -> OwnMessage | None:
    waiting = (
        entry
        for entry in state.unconfirmed.of(buffer)
        if entry.echo_ping and not entry.on_lost_connection
    )
    # The first few: servers show in order what came in order, and to compare takes its time.
    for entry in islice(waiting, _LOOKED_AT):
        fits = entry.audience == audience and entry.kind is kind
        if fits and is_much_like(shown(entry.pieces[0])[0], text):
            return entry
    return None


def is_much_like(said: str, told: str) -> bool:
    """Whether `told` may be a server's version of `said`: its beginning, or at least half of it."""
    said, told = said[:_COMPARED].casefold().strip(), told[:_COMPARED].casefold().strip()
    if not said or not told:
        return False
    if said.startswith(told) or told.startswith(said):
        return _LEAST_KEPT * len(told) >= len(said)
    matcher = SequenceMatcher(None, said, told, autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _take_piece(entry: OwnMessage) -> bool:
    """Note that a piece of a message is confirmed. Gives whether it was the last."""
    if len(entry.pieces) > 1:
        del entry.pieces[0]
        return False
    return True


def pong_received(state: State, ping_number: int) -> None:
    """Confirm all that was sent before a PING which the server has answered."""
    for entry in state.unconfirmed.confirmed_by(ping_number):
        state.unconfirmed.remove(entry)
    for entry in state.unconfirmed.not_shown_by(ping_number):
        give_up(state, entry, LineState.DOUBTFUL)
    for key in [key for key, number in state.asked_for.items() if number <= ping_number]:
        receiver_told(state, key)


def receiver_told(state: State, key: Folded) -> None:
    """Send the kept messages to a person: the server has told who that is, or will not."""
    state.asked_for.pop(key, None)
    state.told_of.add(key)
    buffer = state.buffers.get(key)
    if buffer is not None:
        send_waiting(state, buffer)


def in_doubt(state: State) -> bool:
    """Whether a message waits for the answer to a PING."""
    return bool(state.asked_for) or any(
        (entry.confirming_ping or entry.echo_ping) and not entry.on_lost_connection
        for entry in state.unconfirmed
    )


def mark_refused(state: State, label: str, buffer: Buffer | None) -> bool:
    """Mark the message that a refusal is about as failed; it is found by label, or by buffer.

    Gives whether there is such a message.
    """
    entry = state.unconfirmed.labelled(label) if label else state.unconfirmed.first_sent(buffer)
    entry = entry or (None if label else state.unconfirmed.only_unproven(buffer))
    if entry is not None:
        give_up(state, entry, LineState.FAILED)
    return entry is not None


def give_up(state: State, entry: OwnMessage, as_: LineState) -> None:
    """Stop waiting for a message, and show it in that state."""
    state.unconfirmed.remove(entry)
    show_as(state, entry, as_)


def show_as(state: State, entry: OwnMessage, progress: LineState) -> None:
    """Change the state that the line of a message shows."""
    line = entry.buffer.lines.by_id(entry.line_id)
    if line is not None and line.state is not progress:
        changed = msgspec.structs.replace(line, state=progress)
        entry.buffer.replace(changed)
        state.tell(LineChanged(entry.buffer, changed))


# Losing the connection, and coming back


def not_sent(state: State, messages: Iterable[Message]) -> None:
    """Note that these messages were never written to the lost connection: send them again."""
    unwritten = {id(message) for message in messages}
    for entry in state.unconfirmed:
        if entry.sent and not entry.on_lost_connection and entry.messages:
            entry.sent = id(entry.messages[0]) not in unwritten


def connection_lost(state: State, *, for_good: bool) -> None:
    """Note that the connection is lost; `for_good` if no other will be made by itself."""
    state.unconfirmed.lose()
    for entry in state.unconfirmed:
        if not for_good:
            show_as(state, entry, LineState.PENDING)
        elif entry.on_lost_connection:
            give_up(state, entry, LineState.DOUBTFUL)
        else:
            give_up(state, entry, LineState.FAILED)


def resume(state: State, buffer: Buffer, *, proven: bool) -> None:
    """Send the messages that did not arrive, in order, once a buffer has caught up."""
    for entry in state.unconfirmed.of(buffer):
        if not entry.on_lost_connection:
            continue
        if entry.passed:
            give_up(state, entry, LineState.FAILED)
        elif proven and not _may_still_be_said(state, entry):
            entry.on_lost_connection = entry.sent = False
        else:
            give_up(state, entry, LineState.DOUBTFUL)
    send_waiting(state, buffer)


def _may_still_be_said(state: State, entry: OwnMessage) -> bool:
    """Whether the server seems not to have noticed that the old connection is lost.

    Then our old nickname is still online, and we have another one.
    """
    others = {*map(state.fold, entry.nicks)} - {state.fold(state.nick)}
    return any(key in entry.buffer.members for key in others)


def give_up_all(state: State, buffer: Buffer) -> None:
    """Give up all messages of a buffer that cannot be written to any more."""
    for entry in state.unconfirmed.of(buffer):
        give_up(state, entry, LineState.DOUBTFUL if entry.on_lost_connection else LineState.FAILED)
