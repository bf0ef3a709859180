"""Changes of earlier messages: reactions, edits, deletions.

IRCv3 draft/react and draft/unreact are client tags beside a reply tag; draft/message-redaction
is the command REDACT. There is no finished specification for edits. We use the tag that clients
agree on, `+draft/edit=<msgid>` on a PRIVMSG with the whole new text: other clients show the new
text as a message, and servers need not support it. Only the sender of a message may edit it. The
server relays the tag unchecked, so each reader must check that, and we do.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

import msgspec

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.line import TALK, Line, Reaction, Revision
from tui_chat.client.events import LineChanged, MessageRedacted, Reacted
from tui_chat.client.language.i18n import _
from tui_chat.client.session.messages.ctcp import is_ctcp, parse_ctcp
from tui_chat.client.session.messages.quotes import update_quotes
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.sanitizing import shown
from tui_chat.client.session.model.state import State
from tui_chat.wire.tags import EDIT_TAG, REPLY_TAGS
from tui_chat.wire.text.sanitize import sanitize

REACT_TAGS: Final = ("+draft/react", "+react")
UNREACT_TAGS: Final = ("+draft/unreact", "+unreact")

LONGEST_REACTION: Final = 32
"""Characters: an emoji may take a dozen; a sentence is no reaction."""
_MOST_REACTIONS: Final = 30
_MOST_NICKS: Final = 300
"""Of all reactions to one message."""


class Annotation(NamedTuple):
    """A change of the message `msgid`: `change` gives it changed, or None if that may not be.

    `alone` if the message that carries it says nothing else. `sign` is what a reaction puts there.
    """

    msgid: str
    change: Callable[[Line], Line | None]
    alone: bool
    sign: str = ""


def tag(incoming: Incoming, names: tuple[str, ...]) -> str:
    """The first of these tags that the message has, safe to show; "" for none."""
    tags = incoming.message.tags
    for name in names:
        if value := tags.get(name, ""):
            return sanitize(value)
    return ""


def annotation_of(state: State, incoming: Incoming) -> Annotation | None:
    """The change that a PRIVMSG, NOTICE, TAGMSG or REDACT makes, None if none."""
    message = incoming.message
    if message.command == "REDACT":
        return Annotation(incoming.param(1), lambda line: _redacted(incoming, line), alone=True)
    if not message.tags:
        return None
    msgid = message.tags.get(EDIT_TAG)
    if msgid and message.command != "TAGMSG" and len(message.params) > 1:
        return Annotation(sanitize(msgid), lambda line: _edited(state, incoming, line), alone=True)
    answered = tag(incoming, REPLY_TAGS)
    # Most messages answer nothing; then no more is looked for.
    reaction = answered and tag(incoming, REACT_TAGS)
    taken_back = answered and tag(incoming, UNREACT_TAGS)
    text = reaction or taken_back
    if not text or len(text) > LONGEST_REACTION:
        return None
    alone = message.command == "TAGMSG" or incoming.last.strip() == text
    nick = incoming.nick
    if reaction:
        return Annotation(answered, lambda line: reacted(line, text, nick), alone, text)
    return Annotation(answered, lambda line: unreacted(line, text, nick), alone)


def annotate(
    state: State, buffer: Buffer, annotation: Annotation, live: Incoming | None = None
) -> bool:
    """Change the message in the buffer. Gives whether it was found and may be changed.

    `live` is the message that does so, if that is news.
    """
    line = buffer.lines.find(annotation.msgid) if annotation.msgid else None
    changed = annotation.change(line) if line is not None else None
    if line is None or changed is None:
        return False
    if changed != line:
        buffer.replace(changed)
        if changed.text != line.text:
            update_quotes(state, buffer, changed)
        if live is not None and annotation.sign:
            state.tell(Reacted(buffer, line, live.nick, annotation.sign, live.at))
        state.tell(LineChanged(buffer, changed))
    return True


@on("REDACT", least=2)
def redacted(state: State, incoming: Incoming) -> None:
    """REDACT <target> <msgid> [:<reason>] (IRCv3 draft/message-redaction)."""
    target = incoming.param(0)
    own_message = state.is_me(incoming.nick)
    buffer = state.buffer(incoming.nick if state.is_me(target) and not own_message else target)
    annotation = annotation_of(state, incoming)
    if buffer is not None and annotation is not None:
        annotate(state, buffer, annotation)
        state.tell(MessageRedacted(buffer, annotation.msgid))


def reacted(line: Line, text: str, nick: str) -> Line | None:
    """The line with one more reaction."""
    reactions = list(line.reactions)
    if sum(len(each.nicks) for each in reactions) >= _MOST_NICKS:
        return line
    for place, reaction in enumerate(reactions):
        if reaction.text == text:
            if nick in reaction.nicks:
                return line
            reactions[place] = Reaction(text, (*reaction.nicks, nick))
            break
    else:
        if len(reactions) >= _MOST_REACTIONS or line.deleted:
            return None
        reactions.append(Reaction(text, (nick,)))
    return msgspec.structs.replace(line, reactions=tuple(reactions))


def unreacted(line: Line, text: str, nick: str) -> Line | None:
    """The line with one reaction less."""
    reactions: list[Reaction] = []
    for reaction in line.reactions:
        nicks = reaction.nicks
        if reaction.text == text:
            nicks = tuple(each for each in nicks if each != nick)
        if nicks:
            reactions.append(Reaction(reaction.text, nicks))
    return msgspec.structs.replace(line, reactions=tuple(reactions))


def _edited(state: State, incoming: Incoming, line: Line) -> Line | None:
    same = state.fold(line.sender) == state.fold(incoming.nick)
    if line.kind not in TALK or line.deleted or not same:
        return None
    if not state.authors.may_have_said(line.msgid, incoming):
        return None  # somebody else has the nickname now
    text = incoming.message.params[-1]
    return edited(line, parse_ctcp(text)[1] if is_ctcp(text) else text)


def edited(line: Line, written: str) -> Line:
    """The line with a new text."""
    text, spans = shown(written)
    return msgspec.structs.replace(line, text=text, spans=spans, revision=Revision.EDITED)


def _redacted(incoming: Incoming, line: Line) -> Line | None:
    if line.kind not in TALK:
        return None
    reason = incoming.text(2)
    if incoming.nick == line.sender:
        text = _("message deleted")
    else:
        text = _("message deleted by {nick}").format(nick=incoming.nick)
    if reason:
        text = f"{text}: {reason}"
    return msgspec.structs.replace(
        line, text=text, spans=(), reactions=(), revision=Revision.DELETED
    )
