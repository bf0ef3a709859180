"""The members of a channel, their ranks, and whether they are away: NAMES and WHO."""

from typing import Final

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.members import RANKS, Member, by_rank
from tui_chat.client.events import MembersChanged
from tui_chat.client.language.i18n import ngettext
from tui_chat.client.session.channels.join_part_kick_invite_rename import (
    LONGEST_REALNAME,
    MOST_MEMBERS,
    has_room,
)
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.placeholder_hosts_and_accounts import account_of, address_of
from tui_chat.client.session.model.state import State
from tui_chat.wire.names import Folded
from tui_chat.wire.source import Source

_WHO_AT_MOST: Final = 500
"""The most members of a channel for which we ask who is away."""
_WHOX_TAG: Final = "152"
"""Tells the answers to our question from others."""
_SHOWN: Final = 200
"""Members that `/names` writes out."""
_LONGEST_WORD: Final = 512
"""Characters of a member with marks and address."""
_MOST_LISTS: Final = 100
"""Lists that are told at the same time."""


@on("353", least=3)
def some_names(state: State, incoming: Incoming) -> None:
    """RPL_NAMREPLY [<symbol>] <channel> :[marks]nick[!user@host] ..."""
    name = incoming.param(incoming.count - 2)
    key = state.fold(name)
    lists = state.pending.naming
    if key not in lists:
        if not (state.channel(name) or key in state.pending.names):
            return
        if len(lists) >= _MOST_LISTS:
            return
    members = lists.setdefault(key, {})
    if sum(map(len, lists.values())) + len(members) > MOST_MEMBERS or not has_room(state):
        return
    for word in incoming.last.split():
        member = _member(state, word[:_LONGEST_WORD])
        if member.nick:
            members[state.fold(member.nick)] = member


def _member(state: State, word: str) -> Member:
    # Of all servers: some give ranks that they do not announce, and no nickname begins so.
    name = word.lstrip(RANKS + state.features.rank_marks)
    source = Source(name)
    address = f"{source.user}@{source.host}" if source.user else ""
    return Member(source.nick, word[: len(word) - len(name)], address)


@on("366", least=2)
def names_ended(state: State, incoming: Incoming) -> None:
    """RPL_ENDOFNAMES: the list replaces what we knew."""
    key = state.fold(incoming.param(1))
    members = state.pending.naming.pop(key, {})
    state.pending.untold_members.discard(key)
    place = state.pending.names.pop(key, None)
    if place is not None:
        _show(state, incoming, place, members)
    buffer = state.channel(incoming.param(1))
    if buffer is None or not members:
        return
    for folded, member in members.items():
        known = buffer.members.get(folded)
        if known is not None:
            members[folded] = known._replace(
                nick=member.nick, ranks=member.ranks, address=member.address or known.address
            )
    buffer.members.replace(members)
    state.tell(MembersChanged(buffer))
    if place is None and "away-notify" in state.capabilities and len(members) <= _WHO_AT_MOST:
        fields = (f"%tcuhnfar,{_WHOX_TAG}",) if state.features.whox else ()
        state.send("WHO", buffer.name, *fields)


def _show(state: State, incoming: Incoming, place: Buffer, members: dict[Folded, Member]) -> None:
    count = len(members)
    text = ngettext("{count} person in {channel}:", "{count} people in {channel}:", count)
    names = [f"{member.mark}{member.nick}" for member in by_rank(members.values())[:_SHOWN]]
    if count > _SHOWN:
        names.append("…")
    head = text.format(count=count, channel=incoming.param(1))
    where = place if place in state.buffers else None
    state.say_here(f"{head} {' '.join(names)}", incoming.at, where)


@on("352", least=7)
def who(state: State, incoming: Incoming) -> None:
    """RPL_WHOREPLY <channel> <user> <host> <server> <nick> <flags>: H is here, G is gone."""
    _learn(state, incoming.param(5), (incoming.param(2), incoming.param(3)), incoming.param(6))


@on("354", least=9)
def whox(state: State, incoming: Incoming) -> None:
    """RPL_WHOSPCRPL <token> <channel> <user> <host> <nick> <flags> <account> :<realname>."""
    if incoming.param(1) != _WHOX_TAG:
        return
    nick, account = incoming.param(5), incoming.param(7)
    _learn(state, nick, (incoming.param(3), incoming.param(4)), incoming.param(6))
    key = state.fold(nick)
    for buffer in state.buffers.with_member(key):
        buffer.members[key] = buffer.members[key]._replace(
            account=account_of(account), realname=incoming.text(8)[:LONGEST_REALNAME]
        )


def _learn(state: State, nick: str, user_and_host: tuple[str, str], flags: str) -> None:
    key, away = state.fold(nick), flags.startswith("G")
    bot = bool(state.features.bot_mode) and state.features.bot_mode in flags[1:]
    if state.is_me(nick):
        state.address = address_of(*user_and_host, state.address)
    for buffer in state.buffers.with_member(key):
        member = buffer.members[key]
        address = address_of(*user_and_host, member.address)
        buffer.members[key] = member._replace(address=address, away=away, bot=bot)


@on("315", least=2)
def who_ended(state: State, incoming: Incoming) -> None:
    """RPL_ENDOFWHO: everybody's absence is known."""
    buffer = state.channel(incoming.param(1))
    if buffer is not None:
        state.tell(MembersChanged(buffer))
