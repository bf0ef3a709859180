"""Coming and going: JOIN, PART, KICK, INVITE, TOPIC."""

from typing import Final

from tui_chat.client.buffers.buffers import Buffer, BufferKind, Member
from tui_chat.client.buffers.scrollback import LineKind
from tui_chat.client.events import BufferRenamed, Invited, Joined, Kicked, Parted, TopicChanged
from tui_chat.client.language.i18n import _
from tui_chat.client.session.channels import identities
from tui_chat.client.session.history import catch_up
from tui_chat.client.session.messages import before_first_channel, retract, sending, typing
from tui_chat.client.session.model import event_words
from tui_chat.client.session.model.incoming import Heard, on
from tui_chat.client.session.model.outgoing_sanitizing import is_name
from tui_chat.client.session.model.placeholders import account_of
from tui_chat.client.session.model.state import State

MOST_MEMBERS: Final = 200_000
"""Members kept over all channels: a server could tell of them without end."""
LONGEST_REALNAME: Final = 200
"""Characters; servers keep about a hundred."""
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


@on("JOIN", least=1)
def joined(state: State, heard: Heard) -> None:
    """JOIN <channel> [<account> :<realname>] (IRCv3 extended-join)."""
    for name in _channels_of(state, heard):
        _joined(state, heard, name)


def _channels_of(state: State, heard: Heard) -> list[str]:
    """The channels that a message is about: some servers pass lists on as they were sent."""
    return [name for name in heard.param(0).split(",") if state.is_channel(name)][:_MOST_IN_A_LIST]


def _joined(state: State, heard: Heard, name: str) -> None:
    if state.is_me(heard.nick):
        _joined_ourselves(state, heard, name)
        return
    buffer = state.channel(name)
    if buffer is None or not has_room(state):
        return
    member = Member(heard.nick, address=_address(heard))
    member.account = account_of(heard.param(1))
    member.realname = heard.text(2)[:LONGEST_REALNAME]
    buffer.members[state.fold(heard.nick)] = member
    buffer.touch_members()
    identities.met_by(state, heard)
    state.happened(buffer, heard, *event_words.came(heard))
    state.tell(Joined(buffer, heard.nick, own=False))


def _joined_ourselves(state: State, heard: Heard, name: str) -> None:
    if heard.source.user:
        state.address = _address(heard)
    key = state.fold(name)
    asked = key in state.asked.joins
    channel_key = state.asked.joins.pop(key, "")
    buffer = state.open(name, asked=asked)
    if buffer.kind is not BufferKind.CHANNEL or buffer.joined:
        return
    buffer.joined = True
    buffer.members = {state.fold(state.nick): Member(state.nick, address=state.address)}
    buffer.touch_members()
    state.send("MODE", name)
    state.tell(Joined(buffer, state.nick, own=True, asked=asked))
    catch_up.catch_up(state, buffer)
    state.remember_event(buffer, heard)
    for line in before_first_channel.for_room(state, buffer, heard.at):
        retract.say_again(state, buffer, line, heard.at)
    state.wanted[buffer.key] = (name, channel_key or state.wanted.get(buffer.key, ("", ""))[1])


def _address(heard: Heard) -> str:
    return f"{heard.source.user}@{heard.source.host}" if heard.source.user else ""


def has_room(state: State) -> bool:
    """Whether one more member can be kept."""
    return sum(len(buffer.members) for buffer in state.buffers) < MOST_MEMBERS


@on("PART", least=1)
def parted(state: State, heard: Heard) -> None:
    """PART <channel> [:<reason>]."""
    for name in _channels_of(state, heard):
        if (buffer := state.channel(name)) is not None:
            _parted(state, heard, buffer)


def _parted(state: State, heard: Heard, buffer: Buffer) -> None:
    reason = heard.text(1)
    if state.is_me(heard.nick):
        _leave(state, buffer)
        state.note(buffer, _("You left this channel."), heard.at)
        state.tell(Parted(buffer, state.nick, reason, own=True))
        return
    if buffer.members.pop(state.fold(heard.nick), None) is None:
        return
    buffer.touch_members()
    typing.stopped(state, buffer, heard.nick)
    state.happened(buffer, heard, *event_words.parted(heard))
    state.tell(Parted(buffer, heard.nick, reason, own=False))


def _leave(state: State, buffer: Buffer) -> None:
    """We are not in that channel any more, and do not want to be."""
    buffer.joined = False
    buffer.members = {}
    buffer.touch_members()
    state.wanted.pop(buffer.key, None)
    state.asked.naming.pop(buffer.key, None)
    sending.abandon(state, buffer)  # what came through before was shown back before


@on("KICK", least=2)
def kicked(state: State, heard: Heard) -> None:
    """KICK <channel> <nick> [:<reason>]."""
    buffer = state.channel(heard.param(0))
    if buffer is None:
        return
    nick, by, reason = heard.param(1), heard.nick, event_words.kick_reason(heard)
    own = state.is_me(nick)
    if own:
        _leave(state, buffer)
        text = _("{by} removed you from this channel").format(by=by)
        if reason:
            text = _("{by} removed you from this channel: {reason}").format(by=by, reason=reason)
        buffer.append(LineKind.ERROR, text, heard.at)
    elif buffer.members.pop(state.fold(nick), None) is None:
        return
    else:
        buffer.touch_members()
        state.happened(buffer, heard, *event_words.kicked(heard))
    state.tell(Kicked(buffer, nick, by, reason, own=own))


@on("RENAME", least=2)
def channel_renamed(state: State, heard: Heard) -> None:
    """RENAME <old> <new> [:<reason>] (IRCv3 draft/channel-rename)."""
    buffer = state.channel(heard.param(0))
    old, new, reason = heard.param(0), heard.param(1), heard.text(2)
    if buffer is None or not (state.is_channel(new) and is_name(new)):
        return
    key = buffer.key
    in_the_way = state.buffers.get(state.fold(new))
    if in_the_way is not None and not in_the_way.joined:  # a page that was left behind
        sending.abandon(state, in_the_way)
        state.take_away(in_the_way)
    if not state.buffers.rename(buffer, new, state.fold(new)):
        return
    _name, channel_key = state.wanted.pop(key, ("", ""))
    state.wanted[buffer.key] = (new, channel_key)
    state.moved(key, buffer)
    text = _("{by} renamed the channel from {old} to {new}")
    if reason:
        text = _("{by} renamed the channel from {old} to {new}: {reason}")
    text = text.format(by=heard.nick, old=old, new=new, reason=reason)
    state.happened(buffer, heard, text)
    state.tell(BufferRenamed(buffer, old))


@on("470", least=3)
def sent_on(state: State, heard: Heard) -> None:
    """ERR_LINKCHANNEL <channel> <other> :<text>: the server lets us into another one instead.

    What was asked of the first is asked of the other from now on. A key is not: it is for that
    door alone.
    """
    name, other = heard.param(1), heard.param(2)
    if not (state.is_channel(name) and state.is_channel(other) and is_name(other)):
        return
    key, new_key = state.fold(name), state.fold(other)
    text = _("{channel} sends you on to {other}.").format(channel=name, other=other)
    state.say_here(text, heard.at)
    buffer = state.buffers.get(key)
    if key == new_key or (buffer is not None and buffer.joined):
        return
    if state.asked.joins.pop(key, None) is not None:
        state.asked.joins[new_key] = ""
    if state.wanted.pop(key, None) is not None:
        state.wanted.setdefault(new_key, (other, ""))
    if buffer is not None:
        sending.abandon(state, buffer)


@on("INVITE", least=2)
def invited(state: State, heard: Heard) -> None:
    """INVITE <nick> <channel>: of us, or of somebody else (IRCv3 invite-notify)."""
    nick, name = heard.param(0), heard.param(1)
    if state.rules.ignores(heard.source):
        return
    if state.is_me(nick):
        text = _("{by} invites you to {channel}: /join {channel} goes there")
        state.say_here(text.format(by=heard.nick, channel=name), heard.at)
        state.tell(Invited(heard.nick, name))
    elif buffer := state.channel(name):
        state.note(buffer, _("{by} invited {nick}").format(by=heard.nick, nick=nick), heard.at)


@on("341", least=3)
def inviting(state: State, heard: Heard) -> None:
    """RPL_INVITING: our invitation is on its way."""
    text = _("{nick} is invited to {channel}.").format(nick=heard.param(1), channel=heard.param(2))
    state.say_here(text, heard.at, state.channel(heard.param(2)))


@on("TOPIC", least=2)
def topic_set(state: State, heard: Heard) -> None:
    """TOPIC <channel> :<topic>: somebody changed it."""
    buffer = state.channel(heard.param(0))
    if buffer is None:
        return
    buffer.topic = heard.text(1)
    buffer.touch()
    state.happened(buffer, heard, *event_words.topic_set(heard))
    state.tell(TopicChanged(buffer, buffer.topic, heard.nick))


@on("332", least=3)
def topic_told(state: State, heard: Heard) -> None:
    """RPL_TOPIC: what it is, on joining or because we asked."""
    name, topic = heard.param(1), heard.text(2)
    buffer = state.channel(name)
    if buffer is not None:
        _learn_topic(state, heard, buffer, topic)
    else:
        text = _("The topic of {channel}: {topic}").format(channel=name, topic=topic)
        state.say_here(text, heard.at)


@on("331", least=2)
def no_topic(state: State, heard: Heard) -> None:
    """RPL_NOTOPIC."""
    buffer = state.channel(heard.param(1))
    if buffer is not None:
        _learn_topic(state, heard, buffer, "")


def _learn_topic(state: State, heard: Heard, buffer: Buffer, topic: str) -> None:
    if buffer.key in state.asked.topics:
        state.asked.topics.discard(buffer.key)
        text = _("The topic here: {topic}").format(topic=topic) if topic else _("No topic is set.")
        state.say_here(text, heard.at, buffer)
    buffer.topic = topic
    buffer.touch()
    state.tell(TopicChanged(buffer, topic, ""))
