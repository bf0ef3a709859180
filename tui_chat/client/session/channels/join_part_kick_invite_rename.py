"""Channels that people enter and leave: JOIN, PART, KICK, INVITE, RENAME, and forwarding."""

from typing import Final

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import LineKind
from tui_chat.client.buffers.members import Member
from tui_chat.client.events import BufferRenamed, Changed, Joined, Left
from tui_chat.client.language.i18n import _
from tui_chat.client.session.history import catch_up_and_older_pages
from tui_chat.client.session.messages import (
    resend_or_remove_undelivered,
    sending,
    typed_before_joining,
    typing,
)
from tui_chat.client.session.model import event_words
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.placeholder_hosts_and_accounts import account_of
from tui_chat.client.session.model.sanitizing import is_name
from tui_chat.client.session.model.state import State
from tui_chat.client.session.nicknames import identity_tracking, regain_nick

MOST_MEMBERS: Final = 200_000
"""Members kept over all channels: a server could tell of them without end."""
LONGEST_REALNAME: Final = 200
"""Characters; servers keep about a hundred."""
_NO_NAMES: Final = ("no-implicit-names", "draft/no-implicit-names")
"""With one of these the server does not tell by itself who is in a channel."""
_FEW: Final = 10
"""Channels whose members are asked for at once; of more, when the channel is opened."""
_MOST_IN_A_LIST: Final = 50
"""Channels of one message that are heeded."""
_JOIN_ROOM: Final = 400
"""Bytes of names and keys that one JOIN carries."""


def request_joins(state: State) -> None:
    """Ask into every channel to be in that we are not in yet, in as few lines as go."""
    missing = [
        (name, key)
        for folded, (name, key) in state.wanted.items()
        if not ((buffer := state.buffers.get(folded)) and buffer.joined)
    ]
    missing.sort(key=lambda pair: not pair[1])  # keys are matched to names by their order
    names: list[str] = []
    keys: list[str] = []
    room = _JOIN_ROOM
    for name, key in missing:
        cost = len(name.encode()) + len(key.encode()) + 2
        if names and (cost > room or len(names) >= max(1, state.features.joined_at_once)):
            _send_join(state, names, keys)
            names, keys, room = [], [], _JOIN_ROOM
        names.append(name)
        if key:
            keys.append(key)
        room -= cost
    if names:
        _send_join(state, names, keys)


def _send_join(state: State, names: list[str], keys: list[str]) -> None:
    state.send("JOIN", ",".join(names), *([",".join(keys)] if keys else []))


def logged_in(state: State, at: float) -> None:
    """The server knows our account: ask again for all that it kept from strangers."""
    if not state.welcomed:
        return
    regain_nick.account_known(state, at)
    if state.pending.refused:
        state.pending.refused.clear()
        request_joins(state)


@on("JOIN", least=1)
def joined(state: State, incoming: Incoming) -> None:
    """JOIN <channel> [<account> :<realname>] (IRCv3 extended-join)."""
    for name in _channels_of(state, incoming):
        _joined(state, incoming, name)


def _channels_of(state: State, incoming: Incoming) -> list[str]:
    """The channels that a message is about: some servers pass lists on as they were sent."""
    return [name for name in incoming.param(0).split(",") if state.is_channel(name)][
        :_MOST_IN_A_LIST
    ]


def _joined(state: State, incoming: Incoming, name: str) -> None:
    if state.is_me(incoming.nick):
        _joined_ourselves(state, incoming, name)
        return
    buffer = state.channel(name)
    if buffer is None or not has_room(state):
        return
    buffer.members[state.fold(incoming.nick)] = Member(
        incoming.nick,
        address=_address(incoming),
        account=account_of(incoming.param(1)),
        realname=incoming.text(2)[:LONGEST_REALNAME],
    )
    identity_tracking.sender_seen(state, incoming)
    state.happened(buffer, incoming, *event_words.came(incoming))
    state.tell(Joined(buffer, incoming.nick, own=False))


def ask_untold_members(state: State, buffer: Buffer) -> None:
    """Request the members of a channel if the server has not told them by itself."""
    if buffer.key in state.pending.untold_members:
        state.pending.untold_members.discard(buffer.key)
        state.send("NAMES", buffer.name)


def _joined_ourselves(state: State, incoming: Incoming, name: str) -> None:
    if incoming.source.user:
        state.address = _address(incoming)
    key = state.fold(name)
    asked = key in state.pending.joins
    channel_key = state.pending.joins.pop(key, "")
    buffer = state.open(name, asked=asked)
    if buffer.kind is not BufferKind.CHANNEL or buffer.joined:
        return
    buffer.joined = True
    buffer.silenced = None
    own = Member(state.nick, address=state.address)
    buffer.members.replace({state.fold(state.nick): own})
    state.send("MODE", name)
    state.pending.unasked_modes += 1
    if not state.capabilities.isdisjoint(_NO_NAMES):
        state.pending.untold_members.add(key)
        if buffer is state.foreground or asked or state.joined_channels <= _FEW:
            ask_untold_members(state, buffer)
    state.tell(Joined(buffer, state.nick, own=True, asked=asked))
    catch_up_and_older_pages.catch_up(state, buffer)
    state.remember_event(buffer, incoming)
    for line in typed_before_joining.lines_for(state, buffer, incoming.at):
        resend_or_remove_undelivered.say_again(state, buffer, line, incoming.at)
    state.wanted[buffer.key] = (name, channel_key or state.wanted.get(buffer.key, ("", ""))[1])


def _address(incoming: Incoming) -> str:
    return f"{incoming.source.user}@{incoming.source.host}" if incoming.source.user else ""


def has_room(state: State) -> bool:
    """Whether one more member can be kept."""
    return sum(len(buffer.members) for buffer in state.buffers) < MOST_MEMBERS


@on("PART", least=1)
def parted(state: State, incoming: Incoming) -> None:
    """PART <channel> [:<reason>]."""
    for name in _channels_of(state, incoming):
        if (buffer := state.channel(name)) is not None:
            _parted(state, incoming, buffer)


def _parted(state: State, incoming: Incoming, buffer: Buffer) -> None:
    if state.is_me(incoming.nick):
        # Operators and services can have us leave; our own reason we know.
        reason = incoming.text(1) if buffer.key in state.wanted else ""
        _leave(state, buffer)
        text = _("You left this channel: {reason}") if reason else _("You left this channel.")
        state.note(buffer, text.format(reason=reason), incoming.at)
        return
    if buffer.members.pop(state.fold(incoming.nick), None) is None:
        return
    typing.typing_stopped(state, buffer, incoming.nick)
    state.happened(buffer, incoming, *event_words.parted(incoming))
    state.tell(Changed())


def _leave(state: State, buffer: Buffer) -> None:
    """We are not in that channel any more, and do not want to be."""
    buffer.joined = False
    buffer.members.clear()
    state.wanted.pop(buffer.key, None)
    state.pending.naming.pop(buffer.key, None)
    sending.give_up_all(state, buffer)  # what came through before was shown back before
    state.tell(Left(buffer))


@on("KICK", least=2)
def kicked(state: State, incoming: Incoming) -> None:
    """KICK <channel> <nick> [:<reason>]."""
    buffer = state.channel(incoming.param(0))
    if buffer is None:
        return
    nick, by, reason = incoming.param(1), incoming.nick, event_words.kick_reason(incoming)
    if state.is_me(nick):
        _leave(state, buffer)
        text = _("{by} kicked you from this channel").format(by=by)
        if reason:
            text = _("{by} kicked you from this channel: {reason}").format(by=by, reason=reason)
        buffer.append(LineKind.ERROR, text, incoming.at)
    elif buffer.members.pop(state.fold(nick), None) is None:
        return
    else:
        state.happened(buffer, incoming, *event_words.kicked(incoming))
        state.tell(Changed())


@on("RENAME", least=2)
def channel_renamed(state: State, incoming: Incoming) -> None:
    """RENAME <old> <new> [:<reason>] (IRCv3 draft/channel-rename)."""
    buffer = state.channel(incoming.param(0))
    old, new, reason = incoming.param(0), incoming.param(1), incoming.text(2)
    if buffer is None or not (state.is_channel(new) and is_name(new)):
        return
    key = buffer.key
    occupied = state.buffers.get(state.fold(new))
    if occupied is not None and not occupied.joined:  # a page that was left behind
        sending.give_up_all(state, occupied)
        state.take_away(occupied)
    if not state.buffers.rename(buffer, new, state.fold(new)):
        return
    _name, channel_key = state.wanted.pop(key, ("", ""))
    state.wanted[buffer.key] = (new, channel_key)
    state.moved(key, buffer)
    text = _("{by} renamed the channel from {old} to {new}")
    if reason:
        text = _("{by} renamed the channel from {old} to {new}: {reason}")
    text = text.format(by=incoming.nick, old=old, new=new, reason=reason)
    state.happened(buffer, incoming, text)
    state.tell(BufferRenamed(buffer, old))


@on("470", least=3)
def sent_on(state: State, incoming: Incoming) -> None:
    """ERR_LINKCHANNEL <channel> <other> :<text>: the server lets us into another one instead.

    From now on we want to be in the other channel, too. The key of the first is not sent to it. We
    want the first no more, unless it may only wait until we are logged in.
    """
    name, other = incoming.param(1), incoming.param(2)
    if not (state.is_channel(name) and state.is_channel(other) and is_name(other)):
        return
    key, new_key = state.fold(name), state.fold(other)
    text = _("{channel} forwards you to {other}.").format(channel=name, other=other)
    state.say_here(text, incoming.at)
    buffer = state.buffers.get(key)
    if key == new_key or (buffer is not None and buffer.joined):
        return
    if state.is_joining_by_itself(name) and state.awaits_login:
        typed_before_joining.refused_for_now(state, name, incoming.at)
    else:
        if state.pending.joins.pop(key, None) is not None:
            state.pending.joins[new_key] = ""
        if state.wanted.pop(key, None) is not None:
            state.wanted.setdefault(new_key, (other, ""))
    if buffer is not None:
        sending.give_up_all(state, buffer)


@on("INVITE", least=2)
def invited(state: State, incoming: Incoming) -> None:
    """INVITE <nick> <channel>: of us, or of somebody else (IRCv3 invite-notify)."""
    nick, name = incoming.param(0), incoming.param(1)
    if state.rules.ignores(incoming.source, state.fold):
        return
    if state.is_me(nick):
        text = _("{by} invites you to {channel}. /join {channel} to accept")
        state.say_here(text.format(by=incoming.nick, channel=name), incoming.at)
    elif buffer := state.channel(name):
        state.note(
            buffer, _("{by} invited {nick}").format(by=incoming.nick, nick=nick), incoming.at
        )


@on("341", least=3)
def inviting(state: State, incoming: Incoming) -> None:
    """RPL_INVITING: our invitation is on its way."""
    text = _("{nick} is invited to {channel}.").format(
        nick=incoming.param(1), channel=incoming.param(2)
    )
    state.say_here(text, incoming.at, state.channel(incoming.param(2)))
