"""`tui-chat tail`: print the messages of a channel as text or JSON, until Ctrl+C."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from tui_chat import stdio
from tui_chat.client.buffers.buffer import Buffer, Past
from tui_chat.client.buffers.line import TALK, Line, LineKind
from tui_chat.client.buffers.plain_line import line_text, reaction_text
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.events import Disconnected, Event, Left, Reacted, Registered
from tui_chat.client.headless.headless_client_base import (
    HeadlessClient,
    HeadlessError,
    complain,
    run,
)
from tui_chat.client.language.i18n import _
from tui_chat.wire.timestamps import format_time


def tail_channel(
    options: ClientOptions,
    channel: str,
    *,
    count: int,
    follow: bool = True,
    json: bool = False,
    events: bool = False,
    insist: bool = False,
) -> int:
    """Print the last `count` messages of a channel, then the new ones; gives the exit status.

    `events` are shown too: who came, left, and what changed. `insist` on the nickname.
    """
    kinds = TALK | {LineKind.EVENT} if events else TALK
    return run(
        _tail(
            HeadlessClient(options, insist=insist), Tail(channel, kinds, json=json), count, follow
        )
    )


class Tail:
    """Prints the lines of one channel, each once."""

    def __init__(self, channel: str, kinds: frozenset[LineKind], *, json: bool) -> None:
        self.channel = channel
        self._kinds = kinds
        self._json = json
        self._next = 0

    def begin(self, buffer: Buffer, count: int) -> int:
        """Print the last `count` lines of a buffer, or as many as there are; gives how many."""
        wanted = (line for line in reversed(buffer.lines) if line.kind in self._kinds)
        found = list(islice(wanted, count))
        self._print(reversed(found))
        self._next = buffer.lines.next_id
        return len(found)

    def go_on(self, buffer: Buffer) -> None:
        """Print the new lines."""
        lines = buffer.lines
        new = lines[max(0, self._next - lines.first_id) :]
        self._print(line for line in new if line.kind in self._kinds)
        self._next = lines.next_id

    def tell_reaction(self, event: Reacted) -> None:
        """Print a reaction to a message that was printed."""
        if event.line.id < self._next:
            if self._json:
                stdio.say_json(self._reaction_as_data(event))
            else:
                stdio.say(reaction_text(event))

    def _print(self, lines: Iterable[Line]) -> None:
        for line in lines:
            if self._json:
                stdio.say_json(self._as_data(line))
            else:
                stdio.say(line_text(line))

    def _as_data(self, line: Line) -> dict[str, Any]:
        value: dict[str, Any] = {
            "time": format_time(round(line.at * 1000)),
            "channel": self.channel,
            "kind": line.kind.name.lower(),
            "sender": line.sender,
            "text": line.text,
            "msgid": line.msgid,
        }
        if line.audience:
            value["audience"] = line.audience
        if line.reply is not None:
            value["reply"] = {"msgid": line.reply.msgid, "sender": line.reply.sender}
        if line.reactions:
            value["reactions"] = {each.text: each.nicks for each in line.reactions}
        return value

    def _reaction_as_data(self, event: Reacted) -> dict[str, Any]:
        return {
            "time": format_time(round(event.at * 1000)),
            "channel": self.channel,
            "kind": "reaction",
            "sender": event.nick,
            "text": event.sign,
            "msgid": "",
            "reply": {"msgid": event.line.msgid, "sender": event.line.sender},
        }


async def _tail(client: HeadlessClient, tail: Tail, count: int, follow: bool) -> int:
    async with client:
        buffer = await client.join(tail.channel)
        await _read_back(client, buffer, count)
        printed = tail.begin(buffer, count)
        if follow and len(buffer.members) <= 1:
            complain(_("Nobody else is in {channel}.").format(channel=buffer.name))
        elif count and not printed:
            complain(_("No messages in {channel} yet.").format(channel=buffer.name))
        client.stays = True
        while follow:
            event = await client.next()
            _comment(event, buffer)
            if isinstance(event, Reacted) and event.buffer is buffer:
                tail.tell_reaction(event)
            if buffer.joined and not client.session.is_catching_up(buffer):
                tail.go_on(buffer)
    return 0


async def _read_back(client: HeadlessClient, buffer: Buffer, count: int) -> None:
    """Request older messages until there are enough, or no more."""
    while sum(line.kind in TALK for line in buffer.lines) < count and client.session.older(buffer):
        while buffer.past is Past.LOADING:
            await client.until(Event)


def _comment(event: Event, buffer: Buffer) -> None:
    """Report on the error output what a reader of the output cannot see."""
    match event:
        case Disconnected(asked=False):
            complain(event.reason)
        case Registered(again=True):
            complain(_("Reconnected."))
        case Left() if event.buffer is buffer:
            raise HeadlessError(
                _("The server removed you from {channel}.").format(channel=buffer.name)
            )
