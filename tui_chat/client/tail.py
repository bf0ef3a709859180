"""`tui-chat tail`: what is said in a channel, as lines of text or JSON, until Ctrl+C."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, Final

import msgspec

from tui_chat.client.buffers import Buffer, Past
from tui_chat.client.events import Disconnected, Event, Kicked, Parted, Reacted, Registered
from tui_chat.client.i18n import _
from tui_chat.client.line_text import line_text, reaction_text
from tui_chat.client.lines import Line, LineKind
from tui_chat.client.options import ClientOptions
from tui_chat.client.visit import Visit, VisitError, complain, run
from tui_chat.wire.timestamps import format_time

_TALK: Final = frozenset({LineKind.MESSAGE, LineKind.ACTION, LineKind.NOTICE})


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
    """Print the last `count` messages of a channel, then what comes; gives the exit status.

    `events` are shown too: who came, left, and what changed. `insist` on the nickname.
    """
    kinds = _TALK | {LineKind.EVENT} if events else _TALK
    return run(_tail(Visit(options, insist=insist), Tail(channel, kinds, json=json), count, follow))


class Tail:
    """Prints the lines of one channel, each once."""

    def __init__(self, channel: str, kinds: frozenset[LineKind], *, json: bool) -> None:
        self.channel = channel
        self._kinds = kinds
        self._written: Callable[[Line], str] = self._as_json if json else line_text
        self._reaction = self._reaction_as_json if json else reaction_text
        self._next = 0

    def begin(self, place: Buffer, count: int) -> None:
        """Print the last lines of a place."""
        wanted = (line for line in reversed(place.lines) if line.kind in self._kinds)
        self._print(reversed(list(islice(wanted, count))))
        self._next = place.lines.next_id

    def go_on(self, place: Buffer) -> None:
        """Print what is new."""
        lines = place.lines
        new = lines[max(0, self._next - lines.first_id) :]
        self._print(line for line in new if line.kind in self._kinds)
        self._next = lines.next_id

    def tell_reaction(self, event: Reacted) -> None:
        """Print that somebody put a sign under a message that was printed."""
        if event.line.id < self._next:
            print(self._reaction(event), flush=True)  # noqa: T201

    def _print(self, lines: Iterable[Line]) -> None:
        for line in lines:
            print(self._written(line), flush=True)  # noqa: T201

    def _as_json(self, line: Line) -> str:
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
        return msgspec.json.encode(value).decode()

    def _reaction_as_json(self, event: Reacted) -> str:
        value = {
            "time": format_time(round(event.at * 1000)),
            "channel": self.channel,
            "kind": "reaction",
            "sender": event.nick,
            "text": event.sign,
            "msgid": "",
            "reply": {"msgid": event.line.msgid, "sender": event.line.sender},
        }
        return msgspec.json.encode(value).decode()


async def _tail(visit: Visit, tail: Tail, count: int, follow: bool) -> int:
    async with visit:
        place = await visit.join(tail.channel)
        await _read_back(visit, place, count)
        tail.begin(place, count)
        visit.stays = True
        while follow:
            event = await visit.next()
            _comment(event, place)
            if isinstance(event, Reacted) and event.buffer is place:
                tail.tell_reaction(event)
            if place.joined and not visit.session.is_catching_up(place):
                tail.go_on(place)
    return 0


async def _read_back(visit: Visit, place: Buffer, count: int) -> None:
    """Have older messages told until there are so many, or no more."""
    while sum(line.kind in _TALK for line in place.lines) < count and visit.session.older(place):
        while place.past is Past.LOADING:
            await visit.until(Event)


def _comment(event: Event, place: Buffer) -> None:
    """What a reader of the output cannot see there."""
    match event:
        case Disconnected(asked=False):
            complain(event.reason)
        case Registered(again=True):
            complain(_("Connected again."))
        case Parted(own=True) | Kicked(own=True) if event.buffer is place:
            raise VisitError(_("{channel} let us go.").format(channel=place.name))
