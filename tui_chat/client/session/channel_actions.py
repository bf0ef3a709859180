"""A person's actions in channels and conversations, as functions over the session's state."""

from collections.abc import Iterable
from typing import Final

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.session.channels import bans, monitor_presence
from tui_chat.client.session.messages import sending
from tui_chat.client.session.model.state import State
from tui_chat.wire.names import Folded

_LIFTED_AT_ONCE: Final = 3
"""Bans in one MODE: every server takes so many (RFC 2812 3.2.3)."""


def talk_to(state: State, name: str) -> Buffer:
    """The buffer of a person or channel, which is opened if it does not exist."""
    name = state.features.bare_channel(name)
    return state.open(name, asked=False)


def join(state: State, name: str, key: str = "") -> None:
    """Join a channel, now or once the server has let us in."""
    folded = state.fold(name)
    key = key or state.wanted.get(folded, ("", ""))[1]
    state.wanted[folded] = (name, key)
    state.pending.joins[folded] = key
    state.pending.refused.discard(folded)
    if state.welcomed:
        state.send("JOIN", name, *([key] if key else []))


def return_to(state: State, channels: Iterable[tuple[str, str]]) -> None:
    """Join these channels too once the server has let us in, without showing them."""
    for name, key in channels:
        state.wanted.setdefault(state.fold(name), (name, key))


def part(state: State, name: str, reason: str = "") -> None:
    """Leave a channel; its buffer stays."""
    state.wanted.pop(state.fold(name), None)
    state.send_if_registered("PART", name, *([reason] if reason else []))


def close(state: State, buffer: Buffer) -> None:
    """Leave a channel or conversation, and close its buffer."""
    state.wanted.pop(buffer.key, None)
    if buffer.kind is BufferKind.CHANNEL and buffer.joined:
        state.send("PART", buffer.name)
    if buffer is not state.buffers.server:
        sending.give_up_all(state, buffer)
        monitor_presence.buffer_closed(state, buffer)
        state.take_away(buffer)


def set_topic(state: State, channel: str, topic: str) -> None:
    """Set a channel's topic; "" removes it."""
    state.send_if_registered("TOPIC", channel, topic)


def ask_topic(state: State, channel: str) -> None:
    """Ask for a channel's topic, to show it."""
    state.pending.topics.add(state.fold(channel))
    state.send_if_registered("TOPIC", channel)


def ask_names(state: State, channel: str) -> None:
    """Ask for the members of a channel, to show them."""
    state.pending.names[state.fold(channel)] = state.here
    state.send_if_registered("NAMES", channel)


def ask_list(state: State, pattern: str = "", *, quietly: bool = False) -> None:
    """Ask for the server's channels; `quietly` tells them by `ChannelsListed` only."""
    state.pending.quiet_listing = quietly
    state.pending.listing = []
    state.pending.listing_cut = False
    state.send_if_registered("LIST", *([pattern] if pattern else []))


def invite(state: State, nick: str, channel: str) -> None:
    """Invite somebody to a channel."""
    state.send_if_registered("INVITE", nick, channel)


def kick(state: State, channel: str, nick: str, reason: str = "") -> None:
    """Remove somebody from a channel."""
    state.send_if_registered("KICK", channel, nick, *([reason] if reason else []))


def set_modes(state: State, target: str, *words: str) -> None:
    """Change modes, `words` as in `+o ana`; without words, ask for them, and for bans with `b`."""
    if words in {("b",), ("+b",)}:
        ask_bans(state, target)
        return
    if not words:
        state.pending.modes.add(state.fold(target))
    state.send_if_registered("MODE", target, *words)


def ban(state: State, channel: str, written: str) -> None:
    """Ban somebody from a channel, by nickname or mask."""
    state.send_if_registered("MODE", channel, "+b", bans.mask_for(state, channel, written))


def unban(state: State, channel: str, written: str) -> None:
    """Lift a ban, by the nickname or mask that was banned."""
    masks = bans.masks_for(state, channel, written)
    state.send_if_registered("MODE", channel, f"-{'b' * len(masks)}", *masks)


def can_mute(state: State) -> bool:
    """Whether the server can keep a member from speaking without removing them."""
    return state.features.muting is not None


def silence(state: State, channel: str, nick: str, *, silenced: bool) -> None:
    """Keep a member of a channel from speaking there, or let them again."""
    muting = state.features.muting
    if muting is None:
        return
    masks = bans.masks_for(state, channel, nick)
    if silenced:
        state.send_if_registered("MODE", channel, f"+{muting.letter}", muting.entry(masks[-1]))
        return
    masks = _silencing(state, channel, nick)[:_LIFTED_AT_ONCE] or masks
    letters = muting.letter * len(masks)
    state.send_if_registered("MODE", channel, f"-{letters}", *map(muting.entry, masks))


def is_silenced(state: State, channel: str, nick: str) -> bool | None:
    """Whether a member is kept from speaking in a channel; None while that is not known."""
    buffer = state.buffer(channel)
    if buffer is None or buffer.silenced is None:
        return None
    if _silencing(state, channel, nick):
        return True
    member = buffer.members.get(state.fold(nick))
    is_known = not buffer.silenced or (member is not None and member.address)
    return False if is_known else None


def _silencing(state: State, channel: str, nick: str) -> list[str]:
    buffer = state.buffer(channel)
    member = buffer.members.get(state.fold(nick)) if buffer is not None else None
    return bans.silencing(buffer, member) if buffer is not None and member is not None else []


def ask_silenced(state: State, channel: str) -> None:
    """Ask once who is kept from speaking in a channel; `ModeChanged` tells of the answer."""
    buffer = state.channel(channel)
    muting = state.features.muting
    if buffer is not None and buffer.silenced is None and muting is not None:
        buffer.silenced = []
        if muting.letter != "b":
            state.pending.unasked_mutes.add(buffer.key)
        state.send_if_registered("MODE", channel, f"+{muting.letter}")


def ask_bans(state: State, channel: str) -> None:
    """Ask for the bans of a channel, to show them."""
    state.pending.bans[state.fold(channel)] = []
    state.send_if_registered("MODE", channel, "+b")


def joining(state: State) -> frozenset[Folded]:
    """The keys of the channels that the person asked to join and that have not answered."""
    return frozenset(state.pending.joins)


def is_left(state: State, place: Buffer) -> bool:
    """Whether it is a channel that we have left and are not joining."""
    is_channel = place.kind is BufferKind.CHANNEL
    return is_channel and not place.joined and not state.is_wanted(place)
