"""Who is behind a name: a conversation is with a person, and another may take the name."""

from collections.abc import Mapping
from typing import Final

from tui_chat.client.buffers.buffers import Buffer, BufferKind
from tui_chat.client.buffers.members import NOBODY, Identity
from tui_chat.client.buffers.scrollback import LineKind
from tui_chat.client.events import BufferRenamed, ServerSaid
from tui_chat.client.language.i18n import _
from tui_chat.client.session.model.incoming import Heard
from tui_chat.client.session.model.placeholders import account_of, is_placeholder
from tui_chat.client.session.model.state import State
from tui_chat.wire.names import Folded
from tui_chat.wire.source import Source

_ACCOUNT: Final = "account"
"""The tag that says whose account a message comes from (IRCv3 account-tag)."""
_LONGEST: Final = 512
"""Characters of an address or account that are kept."""


def identity_of(state: State, heard: Heard) -> Identity:
    """Who has sent a message, as far as the server tells and the channels know."""
    account = account_of(heard.message.tags.get(_ACCOUNT, ""))
    return _identity(state, heard.source, account)


def learn(state: State, buffer: Buffer) -> None:
    """A conversation is opened: it is with whoever has the name now, if that is known."""
    buffer.identity = _of_member(state, buffer.key)


def known(state: State) -> dict[str, Identity]:
    """With whom each conversation is, by their names, as far as that is known."""
    people = state.buffers.of_kind(BufferKind.PERSON)
    return {buffer.name: buffer.identity for buffer in people if buffer.identity != NOBODY}


def remember(state: State, identities: Mapping[str, Identity]) -> None:
    """What `known` gave when the program ran last."""
    for name, identity in identities.items():
        buffer = _conversation(state, state.fold(name))
        if buffer is not None:
            buffer.identity = identity


def met(state: State, source: Source, at: float, *, account: str = "") -> None:
    """Somebody is here by this name: say so where we talk with another of that name, once.

    The conversation stays that of the first: it does not go along when a namesake is renamed.
    """
    buffer = _conversation(state, state.fold(source.nick))
    if buffer is None:
        return
    identity = _identity(state, source, account)
    if not buffer.identity.is_same(identity):
        if buffer.namesake == NOBODY or not buffer.namesake.is_same(identity):
            buffer.namesake = identity
            text = _("{nick} may be somebody else now: {new}, not {old} as before.")
            old = buffer.identity.words
            _tell(state, buffer, text.format(nick=source.nick, new=identity.words, old=old), at)
        return
    buffer.identity = _together(buffer.identity, identity)
    if buffer.namesake != NOBODY and not buffer.namesake.is_same(identity):
        buffer.namesake = NOBODY
        text = _("{nick} is here again from {address}.")
        _tell(state, buffer, text.format(nick=source.nick, address=identity.words), at)


def _tell(state: State, buffer: Buffer, text: str, at: float) -> None:
    buffer.append(LineKind.INFO, text, at)
    state.tell(ServerSaid(buffer, text))


def met_by(state: State, heard: Heard) -> None:
    """As `met`, of whoever has sent a message."""
    account = account_of(heard.message.tags.get(_ACCOUNT, ""))
    met(state, heard.source, heard.at, account=account)


def conversation_with(state: State, heard: Heard) -> Buffer | None:
    """Where we talk with whoever has sent a message; not with another of the same name."""
    buffer = _conversation(state, state.fold(heard.nick))
    if buffer is None:
        return None
    identity = identity_of(state, heard)
    if not buffer.identity.is_same(identity):
        return None
    buffer.identity = _together(buffer.identity, identity)
    return buffer


def gone(state: State, heard: Heard) -> Buffer | None:
    """Somebody left: where we talk with them, or with another who had the name before."""
    buffer = conversation_with(state, heard)
    if buffer is not None:
        return buffer
    buffer = _conversation(state, state.fold(heard.nick))
    if buffer is None or buffer.namesake == NOBODY:
        return None
    if not buffer.namesake.is_same(identity_of(state, heard)):
        return None
    buffer.namesake = NOBODY
    return buffer


def follow(state: State, heard: Heard, new: str) -> list[Buffer]:
    """Somebody is called `new` now: the conversation with them goes along.

    Gives the places of theirs in which that is to be told. Where there is a conversation under
    the new name already, with whomever, both stay: two of them are not made one.
    """
    person, key = conversation_with(state, heard), state.fold(new)
    taken = _conversation(state, key)
    if person is None:
        return []
    if taken is not None and taken is not person:
        return [person, taken]
    old_key, old = person.key, person.name
    if not state.buffers.rename(person, new, key):
        return [person]
    state.moved(old_key, person)
    state.tell(BufferRenamed(person, old))
    return [person]


def moved_to(state: State, heard: Heard, user: str, host: str) -> None:
    """Somebody has another address (CHGHOST): they are who they were."""
    buffer = conversation_with(state, heard)
    if buffer is not None and not is_placeholder(user) and not is_placeholder(host):
        buffer.identity = Identity(f"{user}@{host}", buffer.identity.account)


def logged_in(state: State, heard: Heard, account: str) -> None:
    """Somebody logged in to an account, or with "" out of it."""
    buffer = _conversation(state, state.fold(heard.nick))
    address = _address(heard.source)
    if buffer is not None and address and buffer.identity.address == address:
        buffer.identity = Identity(address, account)


def _conversation(state: State, key: Folded) -> Buffer | None:
    buffer = state.buffers.get(key)
    return buffer if buffer is not None and buffer.kind is BufferKind.PERSON else None


def _identity(state: State, source: Source, account: str) -> Identity:
    known = _of_member(state, state.fold(source.nick))
    address = _address(source) or known.address
    account = account or (known.account if address == known.address else "")
    return Identity(address, account[:_LONGEST])


def _of_member(state: State, key: Folded) -> Identity:
    for buffer in state.buffers.with_member(key):
        member = buffer.members[key]
        if member.address or member.account:
            return Identity(member.address, member.account)
    return NOBODY


def _address(source: Source) -> str:
    hidden = is_placeholder(source.user) or is_placeholder(source.host)
    return "" if hidden else f"{source.user}@{source.host}"[:_LONGEST]


def _together(known: Identity, news: Identity) -> Identity:
    return Identity(news.address or known.address, news.account or known.account)
