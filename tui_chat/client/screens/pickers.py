"""Pickers of places and messages: the switcher, mentions, what a search found, channels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tui_chat.client.buffers.buffers import Buffer, BufferKind
from tui_chat.client.buffers.scrollback import Line
from tui_chat.client.connect.connection import Connection
from tui_chat.client.events import ChannelsListed, SearchAnswered
from tui_chat.client.language.i18n import _, ngettext
from tui_chat.client.screens.picker import Choice, Picker
from tui_chat.client.screens.server_names import server_names
from tui_chat.client.widgets.log.days import moment

_MOST_PEOPLE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Destination:
    """Where to go: a place that is open, a channel to join or a person to talk to; and a message.

    `line` is looked for in the place by its msgid, or by its id if it has none.
    """

    connection: Connection
    place: Buffer | None = None
    channel: str = ""
    nick: str = ""
    line: Line | None = None


class Switcher(Picker[Destination]):
    """Every place, and the way into a channel that is not open yet."""

    def __init__(self, choices: Sequence[Choice[Destination]], connection: Connection) -> None:
        super().__init__(_("Go to"), choices, empty=_("No matches."))
        self._connection = connection

    def fitting(self, sought: str) -> Sequence[Choice[Destination]]:
        """What fits; behind it, or alone, the offer to join a channel of that name."""
        found = super().fitting(sought)
        session = self._connection.session
        name = sought if session.features.is_channel(sought) else f"#{sought}"
        place = session.find(name)
        if not sought or " " in sought or "," in sought or (place is not None and place.joined):
            return found
        join = Choice(
            _("Join {channel}").format(channel=name), Destination(self._connection, channel=name)
        )
        return [*found, join]


def switcher(
    places: Sequence[Buffer],
    connections: Sequence[Connection],
    here: Buffer,
    *,
    before: Buffer | None = None,
) -> Picker[Destination]:
    """Every place, those with unread talk first, and everybody in a channel.

    The one where the person was `before` comes first: Enter goes back there. The one that is open
    comes last: whoever types its name means it, and nobody else.
    """
    owner = {place: each for each in connections for place in each.session.buffers}
    names = server_names(connections)
    numbered = [place for place in places if place.kind is not BufferKind.SERVER]
    ordered = sorted(
        places,
        key=lambda place: (place is not before, place is here, not place.calls, not place.unread),
    )
    choices = [
        Choice(
            names.get(place, place.name),
            Destination(owner[place], place),
            _about(place, names[_page(owner[place])] if len(connections) > 1 else ""),
            str(numbered.index(place) + 1) if place in numbered[:9] else "",
        )
        for place in ordered
    ]
    choices += _people(connections, {place.name.casefold() for place in places})
    return Switcher(choices, owner[here])


def _page(connection: Connection) -> Buffer:
    return connection.session.buffers.server


def _about(place: Buffer, server: str) -> str:
    words = []
    if place.mentions and place.kind is BufferKind.CHANNEL:
        words.append(ngettext("{count} mention", "{count} mentions", place.mentions))
        words[-1] = words[-1].format(count=place.mentions)
    elif place.unread:
        unread = ngettext("{count} new", "{count} new", place.unread)
        words.append(unread.format(count=place.unread))
    if server and place.kind is not BufferKind.SERVER:
        words.append(server)
    if place.kind is BufferKind.SERVER:
        words.append(_("server"))
    elif place.topic:
        words.append(" ".join(place.topic.split()))
    return " · ".join(words)


def _people(connections: Iterable[Connection], known: set[str]) -> Iterable[Choice[Destination]]:
    seen = set(known)
    for connection in connections:
        session = connection.session
        for place in session.buffers.of_kind(BufferKind.CHANNEL):
            for member in place.members.values():
                key = member.nick.casefold()
                if key in seen or key == session.nick.casefold():
                    continue
                seen.add(key)
                about = _("in {channel}").format(channel=place.name)
                yield Choice(member.nick, Destination(connection, nick=member.nick), about)
                if len(seen) > _MOST_PEOPLE:
                    return


def mentions(connections: Iterable[Connection], now: float) -> Picker[Destination]:
    """What called the person in channels, the latest first."""
    called = sorted(
        ((each, mention) for each in connections for mention in each.session.mentions),
        key=lambda pair: pair[1].line.at,
    )
    choices = [
        Choice(
            _words(mention.line),
            Destination(connection, mention.buffer, line=mention.line),
            right=_when(mention.buffer.name, mention.line, now),
        )
        for connection, mention in reversed(called)
    ]
    empty = _("No mention fits.") if choices else _("Nobody has mentioned you.")
    return Picker(_("Mentions of you"), choices, empty=empty)


def found(event: SearchAnswered, connection: Connection, now: float) -> Picker[Destination]:
    """What a search found, the latest first."""
    session = connection.session
    choices = []
    for each in reversed(event.found):
        place = session.find(each.place)
        channel = "" if place is not None else each.place
        destination = Destination(connection, place, channel, line=each.line)
        when = _when(each.place, each.line, now)
        choices.append(Choice(_words(each.line), destination, right=when))
    count = len(choices)
    title = ngettext("{count} message with: {text}", "{count} messages with: {text}", count)
    if not event.everywhere:
        title = _("{title} (only in what is loaded here)").format(title=title)
    empty = _("Nothing was found. Fewer words find more.")
    return Picker(title.format(count=count, text=event.text), choices, empty=empty)


def channels(event: ChannelsListed, connection: Connection) -> Picker[Destination]:
    """The channels of a server with their topics, the fullest first."""
    choices = [
        Choice(
            each.name,
            Destination(connection, channel=each.name),
            each.topic,
            size=str(each.members),
        )
        for each in event.channels
    ]
    count = len(choices)
    title = ngettext("{count} channel on {server}", "{count} channels on {server}", count)
    if event.cut:
        title = _("{title}, and more").format(title=title)
    server = connection.session.buffers.server.name
    empty = _("No channel is called so: /join makes one.")
    return Picker(title.format(count=count, server=server), choices, empty=empty)


def _words(line: Line) -> str:
    text = " ".join(line.text.split())
    return f"{line.sender}: {text}" if line.sender else text


def _when(place: str, line: Line, now: float) -> str:
    return f"{place} · {moment(line.at, now)}"
