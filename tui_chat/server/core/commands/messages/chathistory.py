"""CHATHISTORY: reading what was said before (IRCv3 draft/chathistory, draft/event-playback)."""

from typing import Final

from tui_chat.server.core.commands.messages import znc_playback
from tui_chat.server.core.context import Context, Failed
from tui_chat.server.core.effects import Ask
from tui_chat.server.core.events import Millis
from tui_chat.server.core.handler_registry import answered, command
from tui_chat.server.core.messages.history_request_types import (
    Page,
    Reading,
    Reference,
    Targets,
)
from tui_chat.server.core.messages.history_target_names import name_of, readable
from tui_chat.server.core.messages.playback import play, play_lines
from tui_chat.wire.capability_enum import Capability
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.message import Message
from tui_chat.wire.names import is_channel
from tui_chat.wire.timestamps import format_time, parse_time

_EVENTS: Final = Capability.EVENT_PLAYBACK.bit
_PARAMS: Final = {"BEFORE": 4, "AFTER": 4, "LATEST": 4, "AROUND": 4, "BETWEEN": 5, "TARGETS": 4}
"""Parameters of each subcommand, its own name included."""


@command("CHATHISTORY", min_params=1, reads=True)
def chathistory(ctx: Context) -> None:
    """CHATHISTORY BEFORE|AFTER|LATEST|AROUND|BETWEEN|TARGETS ... <limit>: read history."""
    subcommand = ctx.param(0).upper()
    count = _PARAMS.get(subcommand)
    if count is None:
        raise _invalid(ctx.param(0), text="Unknown command")
    if len(ctx.params) < count:
        raise _invalid(subcommand, text="Insufficient parameters")
    if len(ctx.params) > count:
        raise _invalid(subcommand, text="Too many parameters")
    if not ctx.network.settings.history.kept:
        text = "Messages could not be retrieved: nothing is kept here"
        raise Failed("CHATHISTORY", "MESSAGE_ERROR", subcommand, ctx.param(1), text=text)
    if subcommand == "TARGETS":
        ctx.effects.append(Ask(ctx.client, _targets(ctx)))
    else:
        ctx.effects.append(Ask(ctx.client, _reading(ctx, subcommand)))


@answered(Reading)
def read(ctx: Context, reading: Reading, entries: Page | None) -> None:
    """Show a page of history."""
    if reading.automatic:
        if entries:
            play(ctx, ("chathistory", reading.shown), entries)
    elif entries is None:
        text = "Messages could not be retrieved"
        raise Failed("CHATHISTORY", "MESSAGE_ERROR", "*", reading.shown, text=text)
    else:
        play(ctx, ("chathistory", reading.shown), entries, is_last=entries.is_last)


@answered(Targets)
def show_targets(ctx: Context, request: Targets, found: list[tuple[str, Millis]] | None) -> None:
    """Show which conversations there were, or what was said in them."""
    if request.played:
        return znc_playback.play_all(ctx, request, found)
    if found is None:
        text = "Targets could not be retrieved"
        raise Failed("CHATHISTORY", "MESSAGE_ERROR", "TARGETS", text=text)
    here = {user.identity: user.nick for user in ctx.network.users.values()}
    lines = (
        Message("CHATHISTORY", ("TARGETS", name, format_time(at)), ctx.network.name)
        for target, at in found
        if (name := name_of(ctx, target, here))
    )
    is_last = len(found) < request.limit
    return play_lines(ctx, ("draft/chathistory-targets",), lines, is_last=is_last)


def _reading(ctx: Context, subcommand: str) -> Reading:
    asked = ctx.param(1)
    target, name = readable(ctx, "CHATHISTORY", asked, subcommand)
    # A person's nickname as it was asked for, so that the answer is known by it.
    shown = name if is_channel(name) else asked
    first = _reference(ctx, subcommand, ctx.param(2))
    limit = _limit(ctx, subcommand)
    reading = Reading(target, limit, shown=shown, events=bool(ctx.session.held & _EVENTS))
    match subcommand:
        case "BEFORE":
            return _with(reading, before=first)
        case "AFTER":
            return _with(reading, after=first, newest=False)
        case "LATEST":
            return _with(reading, after=first)
        case "AROUND":
            return _with(reading, around=first)
    last = _reference(ctx, subcommand, ctx.param(3))
    return _with(reading, after=first, before=last, newest=False)


def _with(reading: Reading, **changes: Reference) -> Reading:
    return Reading(**{name: getattr(reading, name) for name in reading.__struct_fields__} | changes)


def _targets(ctx: Context) -> Targets:
    times = []
    for written in ctx.params[1:3]:
        reference = _reference(ctx, "TARGETS", written)
        if not isinstance(reference, int):
            raise _invalid("TARGETS", written, text="Invalid timestamp")
        times.append(reference)
    channels = tuple(ctx.user.channels)
    own = ctx.user.identity
    newest = times[0] > times[1]
    limit = _limit(ctx, "TARGETS")
    return Targets(own, channels, min(times), max(times), limit, newest)


def _reference(ctx: Context, subcommand: str, written: str) -> Reference:
    kind, equals, value = written.partition("=")
    if subcommand == "LATEST" and written == "*":
        return None
    if kind == "msgid" and value:
        return value
    if kind == "timestamp":
        try:
            return parse_time(value)
        except ProtocolError as error:
            raise _invalid(subcommand, written, text="Invalid timestamp") from error
    if equals and kind != "msgid" and subcommand != "TARGETS":
        text = "Unknown message reference type"
        context = (subcommand, ctx.param(1), written)
        raise Failed("CHATHISTORY", "INVALID_MSGREFTYPE", *context, text=text)
    raise _invalid(subcommand, written, text="Invalid message reference")


def _limit(ctx: Context, subcommand: str) -> int:
    written = ctx.params[-1]
    if not (written.isascii() and written.isdecimal()) or int(written[:9]) < 1:
        raise _invalid(subcommand, written, text="Invalid limit")
    return min(int(written[:9]), ctx.network.settings.history.page)


def _invalid(subcommand: str, *context: str, text: str) -> Failed:
    return Failed("CHATHISTORY", "INVALID_PARAMS", subcommand, *context, text=text)
