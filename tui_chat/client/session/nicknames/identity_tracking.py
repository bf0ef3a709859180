"""The person behind a nickname: somebody else may take it while a conversation is open."""

from collections.abc import Mapping
from typing import Final

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import LineKind
from tui_chat.client.buffers.members import NOBODY, Identity
from tui_chat.client.events import BufferRenamed, Changed
from tui_chat.client.language.i18n import _
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.placeholder_hosts_and_accounts import account_of, is_placeholder
from tui_chat.client.session.model.state import State
from tui_chat.wire.names import Folded
from tui_chat.wire.source import Source

_ACCOUNT: Final = "account"
"""The tag that says whose account a message comes from (IRCv3 account-tag)."""
MOST_TOLD: Final = 2_000
"""People who are known to have been seen: nicknames change, and conversations are closed."""
_LONGEST: Final = 512
"""Characters of an address or account that are kept."""


def identity_of(state: State, incoming: Incoming) -> Identity:
    """The sender's address and account, as far as the server and the channels tell."""
    account = account_of(incoming.message.tags.get(_ACCOUNT, ""))
    return _identity(state, incoming.source, account)


def learn_identity(state: State, buffer: Buffer) -> None:
    """Note who has the nickname of a conversation that was just opened, if that is known."""
    buffer.identity = _of_member(state, buffer.key)


def known_identities(state: State) -> dict[str, Identity]:
    """The known identities of the people in conversations, by name."""
    people = state.buffers.of_kind(BufferKind.PERSON)
    return {buffer.name: buffer.identity for buffer in people if buffer.identity != NOBODY}


def recall_identities(state: State, identities: Mapping[str, Identity]) -> None:
    """Restore the `known_identities` of the last run, once the conversations are open."""
    for name, identity in identities.items():
        buffer = _conversation(state, state.fold(name))
        if buffer is not None:
            buffer.identity = identity


def person_seen(state: State, source: Source, at: float, *, account: str = "") -> None:
    """Warn once in a conversation if its nickname seems to belong to somebody else now.

    The conversation stays with the first person: it does not follow when the other is renamed.
    """
    buffer = _conversation(state, state.fold(source.nick))
    if buffer is None:
        return
    if len(state.told_of) >= MOST_TOLD:
        state.told_of.clear()  # then the server is asked again
    state.told_of.add(buffer.key)
    identity = _identity(state, source, account)
    if not buffer.identity.is_same(identity):
        if buffer.namesake == NOBODY or not buffer.namesake.is_same(identity):
            buffer.namesake = identity
            text = _("{nick} may be somebody else now: {new} instead of {old}.")
            old = buffer.identity.words
            _tell(state, buffer, text.format(nick=source.nick, new=identity.words, old=old), at)
        return
    buffer.identity = _combined(buffer.identity, identity)
    if buffer.namesake != NOBODY and not buffer.namesake.is_same(identity):
        buffer.namesake = NOBODY
        text = _("{nick} is back, from {address}.")
        _tell(state, buffer, text.format(nick=source.nick, address=identity.words), at)


def is_told(state: State, buffer: Buffer) -> bool:
    """Whether it is known who has the nickname now, on this connection; asks the server if not.

    Of whom nothing is known nobody can be told apart: then there is nothing to ask.
    """
    is_person = buffer.kind is BufferKind.PERSON and buffer.identity != NOBODY
    if not is_person or buffer.key in state.told_of:
        return True
    if buffer.key not in state.asked_for:
        state.asked_for[buffer.key] = state.pings_sent + 1
        state.send("USERHOST", buffer.name)
    return False


def _tell(state: State, buffer: Buffer, text: str, at: float) -> None:
    buffer.append(LineKind.INFO, text, at)
    state.tell(Changed())


def sender_seen(state: State, incoming: Incoming) -> None:
    """As `person_seen`, for the sender of a message."""
    account = account_of(incoming.message.tags.get(_ACCOUNT, ""))
    person_seen(state, incoming.source, incoming.at, account=account)


def conversation_with(state: State, incoming: Incoming) -> Buffer | None:
    """The conversation with the sender of a message, None if it is with a namesake."""
    buffer = _conversation(state, state.fold(incoming.nick))
    if buffer is None:
        return None
    identity = identity_of(state, incoming)
    if not buffer.identity.is_same(identity):
        return None
    buffer.identity = _combined(buffer.identity, identity)
    return buffer


def person_left(state: State, incoming: Incoming) -> Buffer | None:
    """The conversation with somebody who left, or with a namesake who had the nickname before."""
    buffer = conversation_with(state, incoming)
    if buffer is not None:
        return buffer
    buffer = _conversation(state, state.fold(incoming.nick))
    if buffer is None or buffer.namesake == NOBODY:
        return None
    if not buffer.namesake.is_same(identity_of(state, incoming)):
        return None
    buffer.namesake = NOBODY
    return buffer


def person_renamed(state: State, incoming: Incoming, new: str) -> list[Buffer]:
    """Somebody has changed their nickname to `new`: rename the conversation with them.

    Gives the places of theirs in which that is to be told. Where there is a conversation under
    the new name already, with whomever, both stay: two of them are not made one.
    """
    person, key = conversation_with(state, incoming), state.fold(new)
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


def address_changed(state: State, incoming: Incoming, user: str, host: str) -> None:
    """Note the new address of somebody (CHGHOST), who stays the same person."""
    buffer = conversation_with(state, incoming)
    if buffer is not None and not is_placeholder(user) and not is_placeholder(host):
        buffer.identity = Identity(f"{user}@{host}", buffer.identity.account)


def logged_in(state: State, incoming: Incoming, account: str) -> None:
    """Note that somebody logged in to an account, or with "" out of it."""
    buffer = _conversation(state, state.fold(incoming.nick))
    address = _address(incoming.source)
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


def _combined(known: Identity, news: Identity) -> Identity:
    return Identity(news.address or known.address, news.account or known.account)
