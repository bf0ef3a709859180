"""`/msg *playback play ...`: reading the history as from the bouncer ZNC (znc.in/playback)."""

import re
from typing import Final

from tui_chat.server.core.context import Context, Failed
from tui_chat.server.core.effects import Ask
from tui_chat.server.core.events import Millis
from tui_chat.server.core.messages.history_request_types import Reading, Targets
from tui_chat.server.core.messages.history_target_names import name_of, readable
from tui_chat.wire.capability_enum import Capability
from tui_chat.wire.message import Message
from tui_chat.wire.source import Source

NAME: Final = "*playback"
"""Whom one asks; no user can be called that."""
_ECHO: Final = Capability.ECHO_MESSAGE.bit
_SECONDS: Final = re.compile(r"\d{1,11}(?:\.\d{1,9})?", re.ASCII)
_MOST_NAMES: Final = 10
_USAGE: Final = "Usage: play <names or *> [<from> [<to>]], in seconds since 1970"


def ask(ctx: Context) -> None:
    """Do what a PRIVMSG to *playback asks for."""
    ctx.tell((ctx.client,), Message("PRIVMSG", (NAME, ctx.param(1)), ctx.user.source), _ECHO)
    verb, names, *written = [*ctx.param(1).split(), "", ""][:4]
    times = [_millis(word) for word in written if word]
    if verb.lower() == "clear":
        return  # the history here is shared: nobody clears it for others
    if verb.lower() != "play" or not names or None in times:
        _tell(ctx, _USAGE)
    elif not ctx.network.settings.history.kept:
        _tell(ctx, "No history is kept here")
    else:
        after, before = [*times, None, None][:2]
        # The last messages may have times that are yet to come: see `ConversationTimes`.
        latest = ctx.network.stamps.times.latest_of_all(ctx.at)
        _play(ctx, names, after or Millis(0), before or Millis(latest + 1))


def play_all(ctx: Context, request: Targets, found: list[tuple[str, Millis]] | None) -> None:
    """Show the messages of each conversation that was found."""
    if found is None:
        _tell(ctx, "Messages could not be retrieved")
    here = {user.identity: user.nick for user in ctx.network.users.values()}
    for target, _ in found or ():
        name = name_of(ctx, target, here)
        if name:
            _read(ctx, target, name, Millis(request.after), Millis(request.before))


def _play(ctx: Context, names: str, after: Millis, before: Millis) -> None:
    if names == "*":
        identity, channels = ctx.user.identity, tuple(ctx.user.channels)
        limit = ctx.network.settings.history.page
        targets = Targets(identity, channels, after, before, limit, newest=True, played=True)
        ctx.effects.append(Ask(ctx.client, targets))
        return
    for name in ctx.distinct(names.split(","))[:_MOST_NAMES]:
        try:
            target, shown = readable(ctx, "PRIVMSG", name)
        except Failed:
            _tell(ctx, f"There is no history of {name}")
        else:
            _read(ctx, target, shown, after, before)


def _read(ctx: Context, target: str, shown: str, after: Millis, before: Millis) -> None:
    limit = ctx.network.settings.history.page
    reading = Reading(target, limit, after=after, before=before, shown=shown, automatic=True)
    ctx.effects.append(Ask(ctx.client, reading))


def _millis(seconds: str) -> Millis | None:
    """A time as ZNC writes it; None if it is none."""
    return Millis(round(float(seconds) * 1000)) if _SECONDS.fullmatch(seconds) else None


def _tell(ctx: Context, text: str) -> None:
    source = Source.of(NAME, "playback", ctx.network.name)
    ctx.send(Message("NOTICE", (ctx.user.nick, text), source))
