"""The history of an unregistered channel outlives it, and so do the rules of who may enter.

A channel that is not registered ends with its last member. Its history is kept, and with it a
record of the modes that restricted entry: its `EntryRules`. A user who creates the channel again,
even after a restart, must satisfy them, and the new channel starts with these modes.

They apply for as long as they did while there were members, at most 30 days: a stranger who opens
an empty channel, bans everybody and leaves at once does not lock it. If a restart put the members
out, they apply for 30 days.

Messages from the time when the channel had a key or was invite-only are deleted when the last
member leaves, because the members of that time are no longer known. Older messages stay: nobody
can erase them by creating the empty channel again, closing it and leaving.
"""

from typing import Any, Final

import msgspec

from tui_chat.server.core.channels.rights import check_may_enter
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.effects import DropHistory, Keep
from tui_chat.server.core.events import Millis
from tui_chat.server.core.handler_registry import restores
from tui_chat.server.core.state.mask_list import EXCEPTIONS, kept_mask
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.records.unregistered_channels import EntryRules
from tui_chat.server.core.state.users_and_channels import Channel
from tui_chat.wire.names import Folded

_KIND: Final = "closed"
_LONGEST: Final = Millis(30 * 86_400_000)
"""Milliseconds for which the rules of an empty channel apply at most."""
_MOST: Final = 1000
"""Rules of empty channels.

Above this number one that applies no longer is dropped, or else the newest, with its messages.
"""


def note(ctx: Context, channel: Channel) -> None:
    """Update the rules after a change of the channel's modes or registration."""
    guarded = is_guarded(channel)
    closed = bool(channel.key) or "i" in channel.flags
    channel.guarded = (channel.guarded or ctx.at) if guarded else Millis(0)
    channel.closed = (channel.closed or ctx.at) if closed else Millis(0)
    all_rules = ctx.network.entry_rules
    before = all_rules.get(channel.folded)
    if guarded and not channel.founder:
        rules = EntryRules(
            *(channel.flags, channel.key, channel.kept_masks()),
            *(channel.guarded, channel.closed),
            occupied_from=before.occupied_from if before else channel.guarded,
            of_first=channel.folded in ctx.network.first_names,
        )
        if rules != before:
            all_rules[channel.folded] = rules
            _keep(ctx, channel.folded, rules)
    elif channel.folded in all_rules:
        del all_rules[channel.folded]
        _keep(ctx, channel.folded, None)


def is_guarded(channel: Channel) -> bool:
    """Whether the channel refuses entry to some users."""
    return (
        bool(channel.key)
        or not {"i", "R"}.isdisjoint(channel.flags)
        or any(not entry.mask.mutes for entry in channel.lists["b"])
    )


def rename(ctx: Context, channel: Channel, before: Folded) -> None:
    """Move the rules to the new name of the channel."""
    rules = ctx.network.entry_rules.pop(before, None)
    if rules is not None:
        ctx.network.entry_rules[channel.folded] = rules
        _keep(ctx, before, None)
        _keep(ctx, channel.folded, rules)
    note(ctx, channel)


def end(ctx: Context, channel: Channel) -> None:
    """Delete the messages of a channel's closed time after its last member has left."""
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
    kept = network.empty_channel_rules
    if len(kept) > _MOST:
        # The newest: creating many channels must not drop the rules of other users' channels.
        youngest = max(kept, key=lambda one: (_is_over(kept[one], ctx.at), kept[one].guarded))
        ctx.effects.append(DropHistory(youngest, kept.pop(youngest).guarded))
        _keep(ctx, youngest, None)


def make(ctx: Context, name: str, folded: Folded, key: str) -> Channel:
    """A new channel for the user to enter, with the modes of its rules if there are any.

    Raises Refused if the rules do not let the user in. Rules that nobody can satisfy, or that have
    applied for too long, are dropped together with the messages that they protected.
    """
    network = ctx.network
    rules = before = network.empty_channel_rules.get(folded)
    dropped: Millis | None = None
    if rules is not None and folded in network.first_names and not rules.of_first:
        dropped, rules = rules.guarded, None  # it belongs to whoever runs the server
    channel = _built(ctx.network, name, ctx.at, rules)
    while rules is not None:
        try:
            check_may_enter(ctx, channel, key)
            break
        except Refused:
            if _is_over(rules, ctx.at):
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
            since = Millis(ctx.at - (rules.empty - rules.occupied_from))
            rules = msgspec.structs.replace(rules, empty=Millis(0), occupied_from=since)
            network.entry_rules[folded] = rules
        _keep(ctx, folded, rules)
    return channel


def remake(network: Network, name: str, created: Millis) -> Channel:
    """The channel of an always-on user after a restart, with the modes that it had."""
    folded = network.fold(name)
    rules = network.empty_channel_rules.pop(folded, None)
    if rules is not None:
        network.entry_rules[folded] = rules
    channel = network.channels[folded] = _built(network, name, created, rules)
    return channel


def account_dropped(ctx: Context, account: Folded) -> None:
    """Remove exceptions for a deleted account: a later account of that name must not get them."""
    fold = ctx.network.fold
    for name, rules in ctx.network.empty_channel_rules.items():
        lists = dict(rules.lists)
        for letter in EXCEPTIONS:
            lists[letter] = tuple(
                one
                for one in lists.get(letter, ())
                if not kept_mask(one[0], fold).is_exactly(account)
            )
        changed = msgspec.structs.replace(rules, lists=lists)
        if changed != rules:
            ctx.network.empty_channel_rules[name] = changed
            _keep(ctx, name, changed)


@restores(_KIND)
def restore(network: Network, key: str, value: dict[str, Any]) -> None:
    """Restore the rules of a channel, which has no members yet."""
    rules = msgspec.convert(value, EntryRules)
    if not rules.empty:
        rules = msgspec.structs.replace(rules, empty=network.started_at, occupied_from=Millis(0))
    network.empty_channel_rules[Folded(key)] = rules


def _is_over(rules: EntryRules, at: Millis) -> bool:
    """Whether the rules of an empty channel apply no longer."""
    return at - rules.empty > min(rules.empty - rules.occupied_from, _LONGEST)


def _built(network: Network, name: str, created: Millis, rules: EntryRules | None) -> Channel:
    channel = Channel(name, network.fold(name), created)
    if rules is not None:
        channel.restore_modes(rules.flags, rules.key, rules.lists, network.fold)
        channel.guarded, channel.closed = rules.guarded, rules.closed
    return channel


def _without_closing(ctx: Context, rules: EntryRules) -> EntryRules | None:
    """The rules without key and invite-only mode; None if they then refuse nobody."""
    flags = rules.flags.replace("i", "")
    rules = msgspec.structs.replace(rules, flags=flags, key="", closed=Millis(0))
    channel = _built(ctx.network, "", ctx.at, rules)
    return rules if is_guarded(channel) else None


def _keep(ctx: Context, name: Folded, rules: EntryRules | None) -> None:
    value = None if rules is None else msgspec.to_builtins(rules)
    ctx.effects.append(Keep(_KIND, name, value))
