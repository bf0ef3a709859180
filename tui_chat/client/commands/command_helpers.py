"""What the handlers of slash commands share: lists of names, the channel meant, `online`."""

from collections.abc import Callable, Iterable
from functools import wraps

from tui_chat.client.buffers.buffer import BufferKind
from tui_chat.client.commands.command_context import CommandContext
from tui_chat.client.language.i18n import _


def names_in(word: str) -> list[str]:
    """The names in a list with commas, as IRC commands take them, or with spaces; each once."""
    return list(dict.fromkeys(word.replace(",", " ").split()))


def channel_here(context: CommandContext) -> str | None:
    """The open channel; None, and the person is told, if no channel is open."""
    if context.buffer.kind is BufferKind.CHANNEL:
        return context.buffer.name
    context.complain(_("That works only in a channel."))
    return None


def channel_meant(context: CommandContext, text: str) -> tuple[str | None, str]:
    """The channel that a text begins with, else the open one; and the rest of the text.

    Says so if there is none.
    """
    first, _space, rest = text.partition(" ")
    if context.session.features.is_channel(first):
        return first, rest.strip()
    return channel_here(context), text


def within_reach(context: CommandContext, names: Iterable[str]) -> list[str]:
    """The people and channels that can be written to: not channels that we are not in.

    The person is told of those.
    """
    session, reached = context.session, []
    for name in names:
        channel = session.features.bare_channel(name)
        buffer = session.find(channel)
        is_outside = buffer is None or session.is_left(buffer)
        if session.features.is_channel(channel) and is_outside:
            text = _("You are not in {channel}. /join {channel} to write there")
            context.complain(text.format(channel=channel))
        else:
            reached.append(name)
    return reached


def warn_of_ignored(context: CommandContext, names: Iterable[str]) -> None:
    """Say so if the person writes to somebody whose answers are not shown."""
    for name in names:
        if context.session.ignores(name):
            text = _("You ignore {nick}: answers are not shown. /unignore {nick} to undo")
            context.complain(text.format(nick=name))


def online(
    do: Callable[[CommandContext, list[str]], None],
) -> Callable[[CommandContext, list[str]], None]:
    """Run the decorated function only while we are registered; else the person is told."""

    @wraps(do)
    def do_online(context: CommandContext, words: list[str]) -> None:
        if context.session.registered:
            do(context, words)
        else:
            context.complain(_("You are not connected. /reconnect to try again"))

    return do_online
