"""What people say: PRIVMSG, NOTICE, and our own way to say it."""

from typing import Final

import msgspec

from tui_chat.client.buffers import Buffer, BufferKind
from tui_chat.client.events import LineChanged, MessageReceived
from tui_chat.client.i18n import _
from tui_chat.client.lines import Line, LineKind, LineState
from tui_chat.client.session.ctcp import answer, is_ctcp, parse_ctcp
from tui_chat.client.session.heard import Heard, on
from tui_chat.client.session.mentions import calls
from tui_chat.client.session.pending import Awaited
from tui_chat.client.session.state import State
from tui_chat.wire.sanitize import sanitize_formatted
from tui_chat.wire.splitting import split_text, text_budget

_ACTION_FRAME: Final = len("\x01ACTION \x01")
_SHORTEST_PIECE: Final = 4


@on("PRIVMSG", least=2)
def spoken(state: State, heard: Heard) -> None:
    """PRIVMSG <target> :<text>, also an ACTION and the echo of our own."""
    text = heard.message.params[-1]
    kind = LineKind.MESSAGE
    if is_ctcp(text):
        name, text = parse_ctcp(text)
        if name != "ACTION":
            answer(state, heard, name, text)
            return
        kind = LineKind.ACTION
    _receive(state, heard, kind, text)


@on("NOTICE", least=2)
def noticed(state: State, heard: Heard) -> None:
    """NOTICE <target> :<text>; of the server itself it stands in the server's buffer."""
    text = heard.message.params[-1]
    if is_ctcp(text):
        return  # the answer to a question that nobody asked
    if not heard.source.user and not state.is_channel(heard.param(0)):
        state.say_here(sanitize_formatted(text)[0], heard.at, state.buffers.server)
        return
    _receive(state, heard, LineKind.NOTICE, text)


def _receive(state: State, heard: Heard, kind: LineKind, written: str) -> None:
    text, spans = sanitize_formatted(written)
    own = state.is_me(heard.nick)
    buffer = _place(state, heard, kind, own=own)
    if buffer is None:
        return
    if own and _confirm(state, heard, buffer, text):
        return
    mention = not own and (buffer.kind is BufferKind.PERSON or calls(text, state.nick))
    line = buffer.append(
        kind,
        text,
        heard.at,
        sender=heard.nick,
        spans=spans,
        msgid=heard.msgid,
        own=own,
        mention=mention,
    )
    state.tell(MessageReceived(buffer, line))


def _place(state: State, heard: Heard, kind: LineKind, *, own: bool) -> Buffer | None:
    target = state.features.bare_channel(heard.param(0))
    if state.is_channel(target):
        return state.buffer(target)  # none: we closed it, and the server does not know yet
    person = target if own else heard.nick
    if kind is LineKind.NOTICE:  # services answer by notice: no conversation begins with one
        return state.buffer(person) or state.here
    return state.open(person, asked=False) if person else state.buffers.server


def _confirm(state: State, heard: Heard, buffer: Buffer, text: str) -> bool:
    """Whether this is the echo of a message that stands in its place already."""
    awaited = state.pending.echoed(heard.message.tags.get("label", ""), buffer, text)
    if awaited is None:
        return False
    _change(state, awaited, LineState.SENT, heard)
    return True


def _change(state: State, awaited: Awaited, to: LineState, heard: Heard | None) -> None:
    line = awaited.buffer.lines.by_id(awaited.line_id)
    if line is None:
        return
    changed = msgspec.structs.replace(line, state=to)
    if heard is not None:
        changed = msgspec.structs.replace(changed, at=heard.at, msgid=heard.msgid)
    awaited.buffer.replace(changed)
    state.tell(LineChanged(awaited.buffer, changed))


def fail(state: State, label: str, buffer: Buffer | None) -> None:
    """A refusal came: the message it answers was not delivered."""
    awaited = state.pending.refused(label, buffer)
    if awaited is not None:
        _change(state, awaited, LineState.FAILED, None)


def fail_all(state: State) -> None:
    """The connection is lost: nothing under way will be answered."""
    for awaited in state.pending.give_up():
        _change(state, awaited, LineState.FAILED, None)


# Our own words


def say(state: State, buffer: Buffer, text: str, at: float, kind: LineKind) -> None:
    """Send `text` to the buffer's channel or person, and show it.

    Each line of it, and each piece of a line too long for the protocol, is a message. Where the
    server shows us our own messages, they are PENDING until it does.
    """
    if buffer is state.buffers.server:
        state.refuse(_("Nobody reads this here: it is the server's own page."), at)
        return
    budget = text_budget(buffer.name, _own_source(state))
    if kind is LineKind.ACTION:
        budget -= _ACTION_FRAME
    for written in text.split("\n"):
        for piece in split_text(written, max(_SHORTEST_PIECE, budget)):
            if piece.strip():
                _say_piece(state, buffer, piece, at, kind)


def _own_source(state: State) -> str | None:
    return f"{state.nick}!{state.address}" if state.address else None


def _say_piece(state: State, buffer: Buffer, piece: str, at: float, kind: LineKind) -> None:
    text, spans = sanitize_formatted(piece)
    echoed = "echo-message" in state.capabilities
    progress = LineState.SENT
    if not (state.registered and buffer.joined):
        progress = LineState.FAILED
    elif echoed:
        progress = LineState.PENDING
    line = buffer.append(kind, text, at, sender=state.nick, spans=spans, own=True, state=progress)
    state.tell(MessageReceived(buffer, line))
    if progress is not LineState.FAILED:
        _send(state, buffer, piece, line)


def _send(state: State, buffer: Buffer, piece: str, line: Line) -> None:
    label = ""
    if "labeled-response" in state.capabilities:
        label = state.pending.next_label()
    if line.state is LineState.PENDING:
        given_up = state.pending.add(Awaited(label, buffer, line.id, line.text))
        if given_up is not None:
            _change(state, given_up, LineState.FAILED, None)
    command = "NOTICE" if line.kind is LineKind.NOTICE else "PRIVMSG"
    words = f"\x01ACTION {piece}\x01" if line.kind is LineKind.ACTION else piece
    state.send(command, buffer.name, words, tags={"label": label} if label else {})
