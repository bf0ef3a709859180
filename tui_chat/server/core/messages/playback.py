"""Showing stored messages: a batch of messages as they once were (IRCv3 chathistory)."""

from collections.abc import Iterable
from typing import Final

from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Ask
from tui_chat.server.core.messages.history_request_types import Entry, Reading
from tui_chat.server.core.state.users_and_channels import Channel
from tui_chat.wire.capability_enum import NO_CAPABILITIES, Capability, capability_set
from tui_chat.wire.message import Message
from tui_chat.wire.tags import HISTORY_END_TAG, NO_TAGS
from tui_chat.wire.timestamps import format_time

_BATCH: Final = Capability.BATCH.bit
_TAGS: Final = Capability.MESSAGE_TAGS.bit
_SERVER_TIME: Final = Capability.SERVER_TIME.bit
_ASKING: Final = capability_set(Capability.CHATHISTORY, Capability.ZNC_PLAYBACK)


def play(
    ctx: Context, kind: tuple[str, ...], entries: Iterable[Entry], *, is_last: bool = False
) -> None:
    """Show entries to the client in a batch of this type and parameters, if it knows batches.

    `is_last` says that a request for the next page would find nothing.
    """
    play_lines(ctx, kind, (_dated(entry) for entry in entries), is_last=is_last)


def play_lines(
    ctx: Context, kind: tuple[str, ...], lines: Iterable[Message], *, is_last: bool = False
) -> None:
    """Show messages to the client in a batch."""
    to = (ctx.client,)
    reference = f"h{ctx.next_msgid()}"
    server = ctx.network.name
    tags = {HISTORY_END_TAG: ""} if is_last else NO_TAGS
    ctx.tell(to, Message("BATCH", (f"+{reference}", *kind), server, tags), _BATCH)
    for line in lines:
        tags = {**line.tags, "batch": reference}
        needs = _TAGS if line.command == "TAGMSG" else NO_CAPABILITIES
        ctx.tell(to, Message(line.command, line.params, line.source, tags), needs)
    ctx.tell(to, Message("BATCH", (f"-{reference}",), server), _BATCH)


def replay(ctx: Context, channel: Channel) -> None:
    """Show a client that joins a channel the latest messages there.

    Only clients that see the messages' times, and cannot ask for them (IRCv3 chathistory: no
    automatic playback for those that can).
    """
    policy = ctx.network.settings.history
    held = ctx.session.held
    wanted = held & _SERVER_TIME and not held & _ASKING
    # A channel that was just made has nothing to tell; first channels outlive their members.
    is_new = len(channel.members) == 1 and channel.folded not in ctx.network.first_names
    if wanted and policy.kept and policy.replay and not is_new:
        # The last messages may have times that are yet to come: see `ConversationTimes`.
        latest = ctx.network.stamps.times.latest(channel.folded, ctx.at)
        reading = Reading(
            channel.folded, policy.replay, shown=channel.name, before=latest + 1, automatic=True
        )
        ctx.effects.append(Ask(ctx.client, reading))


def _dated(entry: Entry) -> Message:
    message = entry.message
    tags = {**message.tags, "time": format_time(entry.at)}
    return Message(message.command, message.params, message.source, tags)
