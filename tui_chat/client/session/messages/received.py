"""What people say: PRIVMSG, NOTICE, TAGMSG, and the echo of our own words."""

from collections.abc import Callable

from tui_chat.client.buffers.buffers import Buffer, BufferKind
from tui_chat.client.buffers.scrollback import Line, LineKind, Quote
from tui_chat.client.events import MessageReceived
from tui_chat.client.session.channels import identities
from tui_chat.client.session.messages import sending, typing
from tui_chat.client.session.messages.annotations import REPLY_TAGS, annotate, annotation_of, tag
from tui_chat.client.session.messages.batches import label_of
from tui_chat.client.session.messages.ctcp import answer, is_ctcp, parse_ctcp
from tui_chat.client.session.messages.mentions import calls, mentioned, rings
from tui_chat.client.session.messages.quotes import expect, quote
from tui_chat.client.session.model.incoming import Heard, on
from tui_chat.client.session.model.safe_text import shown
from tui_chat.client.session.model.state import State


@on("PRIVMSG", least=2)
def spoken(state: State, heard: Heard) -> None:
    """PRIVMSG <target> :<text>, also an ACTION and the echo of our own."""
    said = words_of(heard)
    if said is not None:
        _receive(state, heard, *said)
    elif not state.rules.ignores(heard.source):
        answer(state, heard, *parse_ctcp(heard.message.params[-1]))


@on("NOTICE", least=2)
def noticed(state: State, heard: Heard) -> None:
    """NOTICE <target> :<text>; of the server itself it stands in the server's buffer."""
    said = words_of(heard)
    if said is None:
        return  # the answer to a question that nobody asked
    target = state.features.bare_channel(heard.param(0))
    if not heard.source.user and not state.is_channel(target):
        state.say_here(shown(said[1])[0], heard.at, state.buffers.server)
        return
    _receive(state, heard, *said)


@on("TAGMSG", least=1)
def tagged(state: State, heard: Heard) -> None:
    """TAGMSG <target>: a reaction, or that somebody types (IRCv3 message-tags)."""
    if state.rules.ignores(heard.source):
        return
    own = state.is_me(heard.nick)
    buffer = _known_place(state, heard, own=own)
    if buffer is None:
        return
    annotation = annotation_of(state, heard)
    if annotation is not None:
        annotate(state, buffer, annotation, heard)
    elif not own:
        typing.heard_composing(state, buffer, heard)


def words_of(heard: Heard) -> tuple[LineKind, str] | None:
    """What a PRIVMSG or NOTICE says, and in which way; None if it is for the program."""
    text = heard.message.params[-1]
    notice = heard.message.command == "NOTICE"
    if not is_ctcp(text):
        return (LineKind.NOTICE if notice else LineKind.MESSAGE), text
    name, text = parse_ctcp(text)
    return (LineKind.ACTION, text) if name == "ACTION" and not notice else None


def line_of(
    state: State,
    heard: Heard,
    said: tuple[LineKind, str],
    find: Callable[[str], Line | None],
    *,
    own: bool,
    personal: bool,
) -> Line:
    """The line that shows a message; `find` gives the one that it answers by its msgid.

    `own` if we said it; `personal` if it was said to us alone: that is a mention without a name.
    """
    kind, written = said
    text, spans = shown(written)
    mention = not own and not state.rules.mutes(heard.source)
    if mention and not personal:
        words = state.rules.words
        if state.wanted_nick.lost:  # others go on calling us by it
            words = [*words, state.wanted_nick.name]
        mention = calls(text, state.nick, words)
    reply = None
    if heard.message.tags and (msgid := tag(heard, REPLY_TAGS)):
        answered = find(msgid)
        reply = Quote(msgid) if answered is None else quote(answered)
    return Line(
        0,
        heard.at,
        kind,
        heard.nick,
        text,
        spans,
        heard.msgid,
        own,
        mention,
        reply=reply,
        audience=state.features.audience_of(heard.param(0))[0],
    )


def _receive(state: State, heard: Heard, kind: LineKind, written: str) -> None:
    own = state.is_me(heard.nick)
    if not own and state.rules.ignores(heard.source):
        return
    annotation = annotation_of(state, heard)
    if annotation is not None:
        known = _known_place(state, heard, own=own)
        if known is not None and annotate(state, known, annotation, heard) and annotation.alone:
            return
    buffer = _place(state, heard, kind, own=own)
    if buffer is None:
        return
    if not own and buffer.kind is BufferKind.PERSON:
        identities.met_by(state, heard)
    if buffer is not state.buffers.server:
        state.remember(buffer, heard)
    typing.stopped(state, buffer, heard.nick)
    if own and _stands_already(state, heard, buffer, (kind, written)):
        return
    personal = buffer.kind is BufferKind.PERSON
    said = (kind, written)
    line = line_of(state, heard, said, buffer.lines.find, own=own, personal=personal)
    line = expect(buffer, line)
    muted = not own and state.rules.mutes(heard.source)
    line = buffer.add(line, quietly=muted)
    if line.mention:
        mentioned(state, buffer, line)
    ringing = not own and not muted and rings(state, buffer, line)
    state.tell(MessageReceived(buffer, line, ringing))


def _stands_already(state: State, heard: Heard, buffer: Buffer, said: tuple[LineKind, str]) -> bool:
    """Whether this is the echo of what stands there, or that again: delivered to ourselves."""
    kind, written = said
    if sending.confirm(state, heard, buffer, label_of(state, heard), kind, written):
        return True
    if "echo-message" not in state.capabilities or not state.is_me(heard.param(0)):
        return False
    if heard.msgid:
        return buffer.lines.find(heard.msgid) is not None
    line = buffer.lines[-1] if buffer.lines else None
    return line is not None and line.own and line.text == shown(written)[0]


def _place(state: State, heard: Heard, kind: LineKind, *, own: bool) -> Buffer | None:
    target = state.features.bare_channel(heard.param(0))
    if state.is_channel(target):
        # None: we closed it, and the server does not know yet; or the server does not let us in.
        known = state.buffer(target)
        return state.buffers.server if known is None and not heard.source.user else known
    if not heard.source.user and "." in heard.nick:  # a server
        return state.buffers.server
    if target.startswith("$"):  # to everybody on the network
        return state.buffers.server
    person = target if own else heard.nick
    if own and (asked := sending.place_of(state, label_of(state, heard), person)) is not None:
        return asked
    if kind is LineKind.NOTICE:  # services answer by notice: no conversation begins with one
        return state.buffer(person) or state.here
    return state.open(person, asked=False) if person else state.buffers.server


def _known_place(state: State, heard: Heard, *, own: bool) -> Buffer | None:
    """The place of a message that opens none."""
    target = state.features.bare_channel(heard.param(0))
    return state.buffer(target if own or state.is_channel(target) else heard.nick)
