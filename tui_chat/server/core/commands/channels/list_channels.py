"""LIST: the channels there are, and which of them one looks for."""

import re
from collections.abc import Callable
from functools import partial
from typing import Final

from tui_chat.server.core.context import Context
from tui_chat.server.core.events import Millis
from tui_chat.server.core.handler_registry import command
from tui_chat.server.core.state.users_and_channels import Channel, User
from tui_chat.server.core.state.visibility import reads, sees
from tui_chat.wire.masks import compile_mask, is_mask
from tui_chat.wire.message import Message
from tui_chat.wire.names import is_channel
from tui_chat.wire.numerics import Numeric

Condition = Callable[[Channel], bool]

_NUMBER: Final = re.compile(r"(?P<what>[CTct]?)(?P<sign>[<>])(?P<number>\d{1,9})", re.ASCII)
_MINUTE: Final = 60_000
_MOST: Final = 1 << 19
"""Bytes of one answer. A client with twice as many in its queue counts as hanging.
"""
_HEAD: Final = 120
"""Bytes of a line besides name and topic: time and batch, the server's name, the nickname."""


@command("LIST", reads=True)
def list_(ctx: Context) -> None:
    """LIST [<channel or condition>{,<channel or condition>}]. RFC 2812 3.2.6, ISUPPORT ELIST.

    A channel is listed if it has one of the given names, or matches one of the masks, and meets all
    conditions. Without names and masks, all channels may be listed. Conditions are `!mask` (it must
    not match), `>3` and `<3` (members), `C>60` and `C<60` (minutes since the channel was made),
    `T>60` and `T<60` (minutes since its topic was set). Outsiders do not learn the topic of a
    channel that is closed to them.
    """
    words = [word for word in ",".join(ctx.params[:2]).split(",") if word]
    ctx.check_number(words)
    places: list[str] = []
    conditions: list[Condition] = []
    for word in words:
        condition = _condition(ctx, word)
        if condition is not None:
            conditions.append(condition)
        else:
            places.append(word)
    ctx.reply(Numeric.RPL_LISTSTART, "Channel")
    found = [
        channel
        for channel in _in_places(ctx, places)
        if sees(ctx.user, channel) and all(meets(channel) for meets in conditions)
    ]
    shown = _largest(found)
    for channel in shown:
        topic = channel.topic.text if channel.topic and reads(ctx.user, channel) else ""
        ctx.reply(Numeric.RPL_LIST, channel.name, str(len(channel.members)), topic)
    ctx.reply(Numeric.RPL_LISTEND)
    if len(shown) < len(found):
        text = (
            f"These are the largest {len(shown)} of {len(found)} channels: "
            "LIST <5 or LIST #a* finds others"
        )
        ctx.send(Message("NOTICE", (ctx.session.nick, text), ctx.network.name))


def _largest(found: list[Channel]) -> list[Channel]:
    """All channels if they fit into one answer, else those with the most members (SAFELIST)."""
    if sum(map(_size, found)) <= _MOST:
        return found
    room, shown = _MOST, []
    for channel in sorted(found, key=lambda one: -len(one.members)):
        room -= _size(channel)
        if room < 0:
            break
        shown.append(channel)
    return shown


def _size(channel: Channel) -> int:
    """Bytes of a channel's line, or a few more."""
    topic = 4 * len(channel.topic.text) if channel.topic else 0
    return _HEAD + 4 * len(channel.name) + topic


def _in_places(ctx: Context, places: list[str]) -> list[Channel]:
    """The channels of these names and masks, each once; all, if there are none."""
    network = ctx.network
    if not places:
        return list(network.channels.values())
    found: dict[Channel, None] = {}
    for place in places:
        if not is_channel(place) or is_mask(place):
            fits = compile_mask(network.fold(place)).fullmatch
            found |= dict.fromkeys(one for one in network.channels.values() if fits(one.folded))
        elif channel := network.find_channel(place):
            found[channel] = None
    return list(found)


def _condition(ctx: Context, word: str) -> Condition | None:
    """What a channel must meet; None of what names channels."""
    if word[0] == "!":
        unwanted = compile_mask(ctx.network.fold(word[1:])).fullmatch
        return lambda channel: unwanted(channel.folded) is None
    found = _NUMBER.fullmatch(word)
    if found is None:
        return None
    number, more = int(found["number"]), found["sign"] == ">"
    match found["what"].upper():
        case "C":
            return _older_or_younger(ctx.at, number, lambda channel: channel.created, more=more)
        case "T":
            return _older_or_younger(ctx.at, number, partial(_topic_set, ctx.user), more=more)
        case _:
            return lambda channel: (
                len(channel.members) > number if more else len(channel.members) < number
            )


def _older_or_younger(
    now: Millis,
    minutes: int,
    made: Callable[[Channel], Millis | None],
    *,
    more: bool,
) -> Condition:
    """Whether something was made more, or less, than so many minutes ago; never if it was not."""
    limit = now - minutes * _MINUTE

    def meets(channel: Channel) -> bool:
        at = made(channel)
        return at is not None and (at < limit if more else at > limit)

    return meets


def _topic_set(viewer: User, channel: Channel) -> Millis | None:
    return channel.topic.at if channel.topic and reads(viewer, channel) else None
