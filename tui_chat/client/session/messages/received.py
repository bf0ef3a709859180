"""Received messages: PRIVMSG, NOTICE, TAGMSG, and the echo of our own."""

from collections.abc import Callable
from typing import Final

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import Line, LineKind, Quote
from tui_chat.client.buffers.statusmsg_words import ALONE
from tui_chat.client.events import MessageReceived
from tui_chat.client.language.i18n import _
from tui_chat.client.session.messages import sending, typing
from tui_chat.client.session.messages.batches import enclosing, label_of
from tui_chat.client.session.messages.ctcp import answer, is_ctcp, parse_ctcp
from tui_chat.client.session.messages.mentions import calls, is_audible, mentioned
from tui_chat.client.session.messages.quotes import note_reply, quote
from tui_chat.client.session.messages.received_reactions_edits_deletions import (
    annotate,
    annotation_of,
    tag,
)
from tui_chat.client.session.messages.replayed import is_replayed
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.sanitizing import shown
from tui_chat.client.session.model.state import State
from tui_chat.client.session.nicknames import identity_tracking, user_metadata_store
from tui_chat.wire.nodes_capability import CUT_OFF, REACHES_AGAIN
from tui_chat.wire.tags import CHANNEL_CONTEXT_TAGS, REPLY_TAGS

_MISSED: Final = "znc.in/playback"
"""The batch in which the bouncer ZNC sends what was said while nobody was connected to it."""


@on("PRIVMSG", least=2)
def spoken(state: State, incoming: Incoming) -> None:
    """PRIVMSG <target> :<text>, also an ACTION and the echo of our own."""
    said = words_of(incoming)
    if said is not None:
        _receive(state, incoming, *said)
    elif not state.rules.ignores(incoming.source, state.fold):
        answer(state, incoming, *parse_ctcp(incoming.message.params[-1]))


@on("NOTICE", least=2)
def noticed(state: State, incoming: Incoming) -> None:
    """NOTICE <target> :<text>; of the server itself it stands in the server's buffer."""
    said = words_of(incoming)
    if said is None:
        return  # the answer to a question that nobody asked
    target = state.features.bare_channel(incoming.param(0))
    if not incoming.source.user and not state.is_channel(target):
        _hear_server(state, shown(said[1])[0], incoming.at)
        return
    _receive(state, incoming, *said)


def _hear_server(state: State, text: str, at: float) -> None:
    if text.startswith(CUT_OFF):
        state.cut_off = True
        told = _("The server cannot reach the others of its network: messages wait.")
        state.say_here(told, at)
    elif text == REACHES_AGAIN and state.cut_off:
        state.cut_off = False
        state.say_here(_("The server reaches the others of its network again."), at)
    else:
        state.say_here(text, at, state.buffers.server)


@on("TAGMSG", least=1)
def tagged(state: State, incoming: Incoming) -> None:
    """TAGMSG <target>: a reaction, or that somebody types (IRCv3 message-tags)."""
    if state.rules.ignores(incoming.source, state.fold):
        return
    own = state.is_me(incoming.nick)
    buffer = _known_place(state, incoming, own=own)
    if buffer is None:
        return
    annotation = annotation_of(state, incoming)
    if annotation is not None:
        annotate(state, buffer, annotation, incoming)
    elif not own:
        typing.typing_received(state, buffer, incoming)


def words_of(incoming: Incoming) -> tuple[LineKind, str] | None:
    """The kind and text of a PRIVMSG or NOTICE; None if it is meant for the program (CTCP)."""
    text = incoming.message.params[-1]
    notice = incoming.message.command == "NOTICE"
    if not is_ctcp(text):
        return (LineKind.NOTICE if notice else LineKind.MESSAGE), text
    name, text = parse_ctcp(text)
    return (LineKind.ACTION, text) if name == "ACTION" and not notice else None


def line_of(
    state: State,
    incoming: Incoming,
    said: tuple[LineKind, str],
    find: Callable[[str], Line | None],
    *,
    own: bool,
    personal: bool,
    audience: str = "",
) -> Line:
    """The line that shows a message; `find` gives the one that it answers by its msgid.

    `own` if we said it; `personal` if it was said to us alone: that is a mention without a name, as
    is a reply to what we said.
    """
    kind, written = said
    text, spans = shown(written)
    state.authors.note(incoming)
    reply = None
    if incoming.message.tags and (msgid := tag(incoming, REPLY_TAGS)):
        answered = find(msgid)
        reply = Quote(msgid) if answered is None else quote(answered)
        personal |= answered is not None and answered.own
    mention = not own and not state.rules.mutes(incoming.source, state.fold)
    if mention and not personal:
        words = state.rules.words
        if state.wanted_nick.lost:  # others go on calling us by it
            words = [*words, state.wanted_nick.name]
        mention = calls(text, state.nick, words)
    return Line(
        0,
        incoming.at,
        kind,
        incoming.nick,
        text,
        spans,
        incoming.msgid,
        own,
        mention,
        reply=reply,
        audience=audience or state.features.audience_of(incoming.param(0))[0],
    )


def _receive(state: State, incoming: Incoming, kind: LineKind, written: str) -> None:
    own = state.is_me(incoming.nick)
    if not own and state.rules.ignores(incoming.source, state.fold):
        return
    if own and written in state.pending.to_services:
        state.pending.to_services.remove(written)
        return
    annotation = annotation_of(state, incoming)
    if annotation is not None:
        known = _known_place(state, incoming, own=own)
        if known is not None and annotate(state, known, annotation, incoming) and annotation.alone:
            return
    context = None if own else _context(state, incoming)
    buffer = context or _place(state, incoming, kind, own=own)
    if buffer is None:
        return
    if not own and buffer.kind is BufferKind.PERSON:
        state.pending.begun.discard(buffer.key)
        identity_tracking.sender_seen(state, incoming)
    if buffer is not state.buffers.server:
        state.remember(buffer, incoming)
    typing.typing_stopped(state, buffer, incoming.nick)
    user_metadata_store.note_operator(state, incoming)
    if own and _stands_already(state, incoming, buffer, (kind, written)):
        return
    _show(state, incoming, buffer, (kind, written), own=own, alone=context is not None)


def _show(
    state: State,
    incoming: Incoming,
    buffer: Buffer,
    said: tuple[LineKind, str],
    *,
    own: bool,
    alone: bool,
) -> None:
    """Add a message to its buffer; `alone` if it was said to us alone, in a channel."""
    line = line_of(
        *(state, incoming, said, buffer.lines.find),
        own=own,
        personal=alone or buffer.kind is BufferKind.PERSON,
        audience=ALONE if alone else "",
    )
    if is_replayed(buffer, incoming, line):
        return
    line = note_reply(buffer, line)
    muted = not own and state.rules.mutes(incoming.source, state.fold)
    line = buffer.add(line, quietly=muted)
    if line.mention:
        mentioned(state, buffer, line)
    around = enclosing(state, incoming)
    missed = around is not None and around.kind == _MISSED
    audible = not (own or muted or missed) and is_audible(state, buffer, line)
    in_channel = state.is_channel(state.features.bare_channel(incoming.param(0)))
    misplaced = buffer.kind is BufferKind.CHANNEL and not in_channel
    state.tell(MessageReceived(buffer, line, audible, misplaced))


def _stands_already(
    state: State, incoming: Incoming, buffer: Buffer, said: tuple[LineKind, str]
) -> bool:
    """Whether this is the echo of a line that is shown already, or its delivery to ourselves."""
    kind, written = said
    if sending.confirm(state, incoming, buffer, label_of(state, incoming), kind, written):
        return True
    if "echo-message" not in state.capabilities or not state.is_me(incoming.param(0)):
        return False
    if incoming.msgid:
        return buffer.lines.find(incoming.msgid) is not None
    line = buffer.lines[-1] if buffer.lines else None
    return line is not None and line.own and line.text == shown(written)[0]


def _place(state: State, incoming: Incoming, kind: LineKind, *, own: bool) -> Buffer | None:
    target = state.features.bare_channel(incoming.param(0))
    if state.is_channel(target):
        # None: we closed it, and the server does not know yet; or the server does not let us in.
        known = state.buffer(target)
        return state.buffers.server if known is None and not incoming.source.user else known
    if not incoming.source.user and "." in incoming.nick:  # a server
        return state.buffers.server
    if target.startswith("$"):  # to everybody on the network
        return state.buffers.server
    person = target if own else incoming.nick
    if (
        own
        and (asked := sending.buffer_of_echo(state, label_of(state, incoming), person)) is not None
    ):
        return asked
    if kind is LineKind.NOTICE:  # services answer by notice: no conversation begins with one
        return state.buffer(person) or state.here
    return state.open(person, asked=False) if person else state.buffers.server


def _context(state: State, incoming: Incoming) -> Buffer | None:
    """The channel that a private message to us belongs to (IRCv3 channel-context).

    Only one that both are in: else anybody could speak to us there.
    """
    tags = incoming.message.tags
    if not tags or not state.is_me(incoming.param(0)):
        return None
    channel = state.channel(tag(incoming, CHANNEL_CONTEXT_TAGS))
    return channel if channel and state.fold(incoming.nick) in channel.members else None


def _known_place(state: State, incoming: Incoming, *, own: bool) -> Buffer | None:
    """The place of a message that opens none."""
    target = state.features.bare_channel(incoming.param(0))
    return state.buffer(target if own or state.is_channel(target) else incoming.nick)
