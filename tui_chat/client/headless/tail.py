"""`tui-chat tail`: what is said in a channel, as lines of text or JSON, until Ctrl+C."""

from collections.abc import Iterable
from itertools import islice
from typing import Any, Final

from tui_chat import output
from tui_chat.client.buffers.buffers import Buffer, Past
from tui_chat.client.buffers.line_text import line_text, reaction_text
from tui_chat.client.buffers.scrollback import Line, LineKind
from tui_chat.client.config.options import ClientOptions
from tui_chat.client.events import Disconnected, Event, Kicked, Parted, Reacted, Registered
from tui_chat.client.headless.headless import Visit, VisitError, complain, run
from tui_chat.client.language.i18n import _
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
        self._json = json
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
            if self._json:
                output.say_json(self._reaction_as_data(event))
            else:
                output.say(reaction_text(event))

    def _print(self, lines: Iterable[Line]) -> None:
        for line in lines:
            if self._json:
                output.say_json(self._as_data(line))
            else:
                output.say(line_text(line))

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
