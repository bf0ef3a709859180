"""Reacting to, editing and deleting messages. `annotations` reads what others send."""

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.line import Line, LineKind, LineState
from tui_chat.client.buffers.statusmsg_words import ALONE
from tui_chat.client.events import LineChanged, Reacted
from tui_chat.client.language.i18n import _
from tui_chat.client.session.messages import (
    resend_or_remove_undelivered,
    sending,
)
from tui_chat.client.session.messages.message_splitting import pieces_of, plain_pieces
from tui_chat.client.session.messages.multiline import send_whole
from tui_chat.client.session.messages.received_reactions_edits_deletions import (
    LONGEST_REACTION,
    REACT_TAGS,
    UNREACT_TAGS,
    edited,
    reacted,
    unreacted,
)
from tui_chat.client.session.model.state import State
from tui_chat.wire.tags import EDIT_TAG, REPLY_TAGS
from tui_chat.wire.text.sanitize import sanitize


def react(state: State, buffer: Buffer, line: Line, text: str, at: float) -> None:
    """React to a message with an emoji; a second time takes it away."""
    text = sanitize(text.strip())
    if not _reachable(state, buffer, line) or not state.may_tag("draft/react"):
        state.refuse(_("Reactions cannot be sent here."), at, buffer)
        return
    if not 0 < len(text) <= LONGEST_REACTION:
        state.refuse(_("A reaction is an emoji or a word."), at, buffer)
        return
    ours = any(each.text == text and state.nick in each.nicks for each in line.reactions)
    tags = dict.fromkeys(REPLY_TAGS, line.msgid)
    tags[(UNREACT_TAGS if ours else REACT_TAGS)[0]] = text
    target = line.sender if line.audience == ALONE else line.audience + buffer.name
    state.send("TAGMSG", target, tags=tags)
    if "echo-message" not in state.capabilities:
        change = unreacted if ours else reacted
        if not ours:
            state.tell(Reacted(buffer, line, state.nick, text, at))
        _show(state, buffer, change(line, text, state.nick))


def edit(state: State, buffer: Buffer, line: Line, text: str, at: float) -> None:
    """Edit an own message; if the server cannot, send the new text as a message."""
    if not line.own or line.deleted or line.kind not in {LineKind.MESSAGE, LineKind.ACTION}:
        state.refuse(_("You can edit only your own messages."), at, buffer)
    elif line.state is not LineState.SENT:
        taken = resend_or_remove_undelivered.retract(state, buffer, line.id)
        if taken is not None:
            sending.say(state, buffer, text, at, taken.kind, None, audience=line.audience)
    elif not _reachable(state, buffer, line) or not state.may_tag("draft/edit"):
        kind, audience = LineKind.MESSAGE, line.audience
        sending.say(state, buffer, f"* {text}", at, kind, None, audience=audience)
    else:
        _send_edit(state, buffer, line, text, at)


def _send_edit(state: State, buffer: Buffer, line: Line, text: str, at: float) -> None:
    target = line.audience + buffer.name
    pieces = pieces_of(state, target, text, line.kind)
    if len(pieces) != 1:
        state.refuse(_("That is too long for one message."), at, buffer)
        return
    tags = {EDIT_TAG: line.msgid}
    [piece] = pieces
    words = f"\x01ACTION {piece}\x01" if line.kind is LineKind.ACTION else piece
    if plain_pieces(state, target, pieces, line.kind) == pieces:
        state.send("PRIVMSG", target, words, tags=tags)
    else:
        send_whole(state, target, words, tags)
    if "echo-message" not in state.capabilities:
        _show(state, buffer, edited(line, piece))


def delete(state: State, buffer: Buffer, line: Line, at: float, reason: str = "") -> None:
    """Delete a message for everybody, if the server lets us; or one that was never sent."""
    if line.own and line.state is not LineState.SENT:
        resend_or_remove_undelivered.retract(state, buffer, line.id)
    elif "draft/message-redaction" in state.capabilities and _reachable(state, buffer, line):
        state.send("REDACT", buffer.name, line.msgid, *([reason] if reason else []))
    else:
        state.refuse(_("Messages can't be deleted here."), at, buffer)


def _reachable(state: State, buffer: Buffer, line: Line) -> bool:
    return bool(line.msgid) and state.welcomed and buffer.joined


def _show(state: State, buffer: Buffer, changed: Line | None) -> None:
    if changed is not None and buffer.replace(changed):
        state.tell(LineChanged(buffer, changed))


def can_react(state: State, line: Line) -> bool:
    """Whether the server would take a reaction to this message."""
    return bool(line.msgid) and state.may_tag("draft/react")


def can_edit(state: State, line: Line) -> bool:
    """Whether it is our own message, and others can be told its new words."""
    if not line.own or line.deleted or not line.msgid:
        return False
    return line.kind in {LineKind.MESSAGE, LineKind.ACTION} and state.may_tag("draft/edit")


def can_delete(state: State, line: Line) -> bool:
    """Whether the server knows how to take this message away."""
    return bool(line.msgid) and state.offers("draft/message-redaction")
