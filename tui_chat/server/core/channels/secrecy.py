"""Who may enter a channel that is not registered: kept with what was said there.

Such a channel ends with its last member, and its modes with it; what is kept of it does not. A
record of its modes, its door, keeps those out who could not have come in: whoever makes the
channel anew, be it after a restart, must pass the door, and the modes are as they were.

What was said while the channel had a key or asked for an invitation is dropped when the last
member leaves, for nobody can tell who was in. Nothing older is: making an empty channel anew,
closing it and leaving it must not erase what others said.
"""

from typing import TYPE_CHECKING, Any, Final

import msgspec

from tui_chat.server.core.channels.rights import check_may_enter
from tui_chat.server.core.context import Refused
from tui_chat.server.core.effects import DropHistory, Keep
from tui_chat.server.core.events import Millis
from tui_chat.server.core.registry import restores
from tui_chat.server.core.state.channel import Channel, KeptMasks
from tui_chat.server.core.state.mask_list import EXCEPTIONS, read_mask
from tui_chat.wire.names import Folded

if TYPE_CHECKING:
    from tui_chat.server.core.context import Context
    from tui_chat.server.core.dispatch import Network

_KIND: Final = "closed"
_LONGEST: Final = Millis(30 * 86_400_000)
"""How long the door of an empty channel keeps anybody out."""
_MOST: Final = 1000
"""Doors of empty channels; of more, the youngest is given up, with what was said behind it."""


class Door(msgspec.Struct, frozen=True):
    """What keeps people out of a channel, as it is kept over restarts.

    Older versions kept only that there was something: then nobody can pass.
    """

    flags: str = "int"
    key: str = ""
    lists: dict[str, KeptMasks] = {}
    guarded: Millis = Millis(0)
    """Since when anybody has been kept out."""
    closed: Millis = Millis(0)
    """Since when nobody has come in without the key or an invitation."""
    empty: Millis = Millis(0)
    """Since when nobody has been in the channel."""

    @property
    def is_closed(self) -> bool:
        """Whether nobody comes in without the key or an invitation."""
        return bool(self.key) or "i" in self.flags


def note(ctx: "Context", channel: Channel) -> None:
    """The channel's modes, or whether it is registered, have changed."""
    guarded = is_guarded(channel)
    closed = bool(channel.key) or "i" in channel.flags
    channel.guarded = (channel.guarded or ctx.at) if guarded else Millis(0)
    channel.closed = (channel.closed or ctx.at) if closed else Millis(0)
    doors = ctx.network.doors
    if guarded and not channel.founder:
        door = Door(
            *(channel.flags, channel.key, channel.kept_masks()),
            *(channel.guarded, channel.closed),
        )
        if door != doors.get(channel.folded):
            doors[channel.folded] = door
            _keep(ctx, channel.folded, door)
    elif channel.folded in doors:
        del doors[channel.folded]
        _keep(ctx, channel.folded, None)


def is_guarded(channel: Channel) -> bool:
    """Whether anybody is kept out of the channel."""
    return (
        bool(channel.key)
        or not {"i", "R"}.isdisjoint(channel.flags)
        or any(not entry.mask.mutes for entry in channel.lists["b"])
    )


def rename(ctx: "Context", channel: Channel, before: Folded) -> None:
    """The channel has another name; its door goes with it."""
    if ctx.network.doors.pop(before, None) is not None:
        _keep(ctx, before, None)
    note(ctx, channel)


def end(ctx: "Context", channel: Channel) -> None:
    """The channel is gone. What was said while it was closed is dropped."""
    network, name = ctx.network, channel.folded
    door = network.doors.pop(name, None)
    if door is None:
        return
    if door.is_closed:
        ctx.effects.append(DropHistory(name, door.closed))
    left = _without_closing(ctx, door)
    if left is not None:
        network.left_doors[name] = left = msgspec.structs.replace(left, empty=ctx.at)
    _keep(ctx, name, left)
    if len(network.left_doors) > _MOST:
        # The youngest: whoever makes many channels cannot have the doors of others given up.
        youngest = max(network.left_doors, key=lambda one: network.left_doors[one].guarded)
        ctx.effects.append(DropHistory(youngest, network.left_doors.pop(youngest).guarded))
        _keep(ctx, youngest, None)


def make(ctx: "Context", name: str, folded: Folded, key: str) -> Channel:
    """The channel that the user enters and makes: as it was left, if it was guarded.

    Raises Refused if the user would not have been let in. A door that nobody can pass, or that
    nobody has passed for long, is given up, and what was said behind it is dropped.
    """
    network = ctx.network
    door = before = network.left_doors.get(folded)
    dropped: Millis | None = None
    channel = _built(ctx.network, name, ctx.at, door)
    while door is not None:
        try:
            check_may_enter(ctx, channel, key)
            break
        except Refused:
            if ctx.at - door.empty > _LONGEST:
                dropped, door = door.guarded, None
            elif "i" in door.flags and not door.lists.get("I"):
                dropped, door = door.closed, _without_closing(ctx, door)
            else:
                raise
        channel = _built(ctx.network, name, ctx.at, door)
    if dropped is not None:
        ctx.effects.append(DropHistory(folded, dropped))
    if before is not None:
        del network.left_doors[folded]
        if door is not None:
            network.doors[folded] = door = msgspec.structs.replace(door, empty=Millis(0))
        _keep(ctx, folded, door)
    return channel


def remake(network: "Network", name: str, created: Millis) -> Channel:
    """A channel in which somebody has stayed over a restart, with the modes that it had."""
    folded = network.fold(name)
    door = network.left_doors.pop(folded, None)
    if door is not None:
        network.doors[folded] = door
    channel = network.channels[folded] = _built(network, name, created, door)
    return channel


def account_dropped(ctx: "Context", account: Folded) -> None:
    """Exceptions for an account that is no more are not for a later one of its name."""
    fold = ctx.network.fold
    for name, door in ctx.network.left_doors.items():
        lists = dict(door.lists)
        for letter in EXCEPTIONS:
            lists[letter] = tuple(
                one
                for one in lists.get(letter, ())
                if not read_mask(one[0], fold).is_exactly(account)
            )
        changed = msgspec.structs.replace(door, lists=lists)
        if changed != door:
            ctx.network.left_doors[name] = changed
            _keep(ctx, name, changed)


@restores(_KIND)
def restore(network: "Network", key: str, value: dict[str, Any]) -> None:
    """Take back in what kept people out of a channel, which is empty now."""
    door = msgspec.convert(value, Door)
    door = msgspec.structs.replace(door, empty=door.empty or network.started_at)
    network.left_doors[Folded(key)] = door


def _built(network: "Network", name: str, created: Millis, door: Door | None) -> Channel:
    channel = Channel(name, network.fold(name), created)
    if door is not None:
        channel.restore_modes(door.flags, door.key, door.lists, network.fold)
        channel.guarded, channel.closed = door.guarded, door.closed
    return channel


def _without_closing(ctx: "Context", door: Door) -> Door | None:
    """The door without its key, and for those who were not invited; None if that is none."""
    flags = door.flags.replace("i", "")
    door = msgspec.structs.replace(door, flags=flags, key="", closed=Millis(0))
    channel = _built(ctx.network, "", ctx.at, door)
    return door if is_guarded(channel) else None


def _keep(ctx: "Context", name: Folded, door: Door | None) -> None:
    value = None if door is None else msgspec.to_builtins(door)
    ctx.effects.append(Keep(_KIND, name, value))
