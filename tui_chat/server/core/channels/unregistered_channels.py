"""Who may enter a channel that is not registered: kept with what was said there.

Such a channel ends with its last member, and its modes with it; what is kept of it does not. A
record of its modes, its rules, keeps those out who could not have come in: whoever makes the
channel anew, be it after a restart, must pass the rules, and the modes are as they were.

What was said while the channel had a key or asked for an invitation is dropped when the last
member leaves, for nobody can tell who was in. Nothing older is: making an empty channel anew,
closing it and leaving it must not erase what others said.
"""

from typing import Any, Final

import msgspec

from tui_chat.server.core.channels.rights import check_may_enter
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.effects import DropHistory, Keep
from tui_chat.server.core.events import Millis
from tui_chat.server.core.registry import restores
from tui_chat.server.core.state.entry_rules import EntryRules
from tui_chat.server.core.state.mask_list import EXCEPTIONS, read_mask
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.users_and_channels import Channel
from tui_chat.wire.names import Folded

_KIND: Final = "closed"
_LONGEST: Final = Millis(30 * 86_400_000)
"""How long the rules of an empty channel keeps anybody out."""
_MOST: Final = 1000
"""Doors of empty channels; of more, the youngest is given up, with what was said behind it."""


def note(ctx: Context, channel: Channel) -> None:
    """The channel's modes, or whether it is registered, have changed."""
    guarded = is_guarded(channel)
    closed = bool(channel.key) or "i" in channel.flags
    channel.guarded = (channel.guarded or ctx.at) if guarded else Millis(0)
    channel.closed = (channel.closed or ctx.at) if closed else Millis(0)
    all_rules = ctx.network.entry_rules
    if guarded and not channel.founder:
        rules = EntryRules(
            *(channel.flags, channel.key, channel.kept_masks()),
            *(channel.guarded, channel.closed),
        )
        if rules != all_rules.get(channel.folded):
            all_rules[channel.folded] = rules
            _keep(ctx, channel.folded, rules)
    elif channel.folded in all_rules:
        del all_rules[channel.folded]
        _keep(ctx, channel.folded, None)


def is_guarded(channel: Channel) -> bool:
    """Whether anybody is kept out of the channel."""
    return (
        bool(channel.key)
        or not {"i", "R"}.isdisjoint(channel.flags)
        or any(not entry.mask.mutes for entry in channel.lists["b"])
    )


def rename(ctx: Context, channel: Channel, before: Folded) -> None:
    """The channel has another name; its rules goes with it."""
    if ctx.network.entry_rules.pop(before, None) is not None:
        _keep(ctx, before, None)
    note(ctx, channel)


def end(ctx: Context, channel: Channel) -> None:
    """The channel is gone. What was said while it was closed is dropped."""
    network, name = ctx.network, channel.folded
    rules = network.entry_rules.pop(name, None)
    if rules is None:
        return
    if rules.is_closed:
        ctx.effects.append(DropHistory(name, rules.closed))
    left = _without_closing(ctx, rules)
    if left is not None:
        network.empty_channel_rules[name] = left = msgspec.structs.replace(left, empty=ctx.at)
    _keep(ctx, name, left)
    if len(network.empty_channel_rules) > _MOST:
        # The youngest: whoever makes many channels cannot have the all_rules of others given up.
        youngest = max(
            network.empty_channel_rules, key=lambda one: network.empty_channel_rules[one].guarded
        )
        ctx.effects.append(DropHistory(youngest, network.empty_channel_rules.pop(youngest).guarded))
        _keep(ctx, youngest, None)


def make(ctx: Context, name: str, folded: Folded, key: str) -> Channel:
    """The channel that the user enters and makes: as it was left, if it was guarded.

    Raises Refused if the user would not have been let in. A rules that nobody can pass, or that
    nobody has passed for long, is given up, and what was said behind it is dropped.
    """
    network = ctx.network
    rules = before = network.empty_channel_rules.get(folded)
    dropped: Millis | None = None
    channel = _built(ctx.network, name, ctx.at, rules)
    while rules is not None:
        try:
            check_may_enter(ctx, channel, key)
            break
        except Refused:
            if ctx.at - rules.empty > _LONGEST:
                dropped, rules = rules.guarded, None
            elif "i" in rules.flags and not rules.lists.get("I"):
                dropped, rules = rules.closed, _without_closing(ctx, rules)
            else:
                raise
        channel = _built(ctx.network, name, ctx.at, rules)
    if dropped is not None:
        ctx.effects.append(DropHistory(folded, dropped))
    if before is not None:
        del network.empty_channel_rules[folded]
        if rules is not None:
            network.entry_rules[folded] = rules = msgspec.structs.replace(rules, empty=Millis(0))
        _keep(ctx, folded, rules)
    return channel


def remake(network: Network, name: str, created: Millis) -> Channel:
    """A channel in which somebody has stayed over a restart, with the modes that it had."""
    folded = network.fold(name)
    rules = network.empty_channel_rules.pop(folded, None)
    if rules is not None:
        network.entry_rules[folded] = rules
    channel = network.channels[folded] = _built(network, name, created, rules)
    return channel


def account_dropped(ctx: Context, account: Folded) -> None:
    """Exceptions for an account that is no more are not for a later one of its name."""
    fold = ctx.network.fold
    for name, rules in ctx.network.empty_channel_rules.items():
        lists = dict(rules.lists)
        for letter in EXCEPTIONS:
            lists[letter] = tuple(
                one
                for one in lists.get(letter, ())
                if not read_mask(one[0], fold).is_exactly(account)
            )
        changed = msgspec.structs.replace(rules, lists=lists)
        if changed != rules:
            ctx.network.empty_channel_rules[name] = changed
            _keep(ctx, name, changed)


@restores(_KIND)
def restore(network: Network, key: str, value: dict[str, Any]) -> None:
    """Take back in what kept people out of a channel, which is empty now."""
    rules = msgspec.convert(value, EntryRules)
    rules = msgspec.structs.replace(rules, empty=rules.empty or network.started_at)
    network.empty_channel_rules[Folded(key)] = rules


def _built(network: Network, name: str, created: Millis, rules: EntryRules | None) -> Channel:
    channel = Channel(name, network.fold(name), created)
    if rules is not None:
        channel.restore_modes(rules.flags, rules.key, rules.lists, network.fold)
        channel.guarded, channel.closed = rules.guarded, rules.closed
    return channel


def _without_closing(ctx: Context, rules: EntryRules) -> EntryRules | None:
    """The rules without its key, and for those who were not invited; None if that is none."""
    flags = rules.flags.replace("i", "")
    rules = msgspec.structs.replace(rules, flags=flags, key="", closed=Millis(0))
    channel = _built(ctx.network, "", ctx.at, rules)
    return rules if is_guarded(channel) else None


def _keep(ctx: Context, name: Folded, rules: EntryRules | None) -> None:
    value = None if rules is None else msgspec.to_builtins(rules)
    ctx.effects.append(Keep(_KIND, name, value))
