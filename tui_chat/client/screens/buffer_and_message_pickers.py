"""Pickers of buffers and messages: the switcher, mentions, search results, channels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import Line
from tui_chat.client.connected_server import Connection, server_names
from tui_chat.client.events import ChannelsListed, SearchAnswered
from tui_chat.client.language.i18n import _, ngettext
from tui_chat.client.screens.picker import Choice, Picker
from tui_chat.client.search_query import parse_query, words_in
from tui_chat.client.widgets.log.date_and_time import moment

_BEFORE: Final = 20
"""Characters before the first word that was found, if more than twice as many are cut to these."""
_BEFORE_IF_NARROW: Final = 4
_NARROW: Final = 70
"""Columns of a window below which little is shown before the word."""
_MOST_PEOPLE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Destination:
    """Where to go: a buffer that is open, a channel to join or a person to talk to; and a message.

    `line` is looked for in the buffer by its msgid, or by its id if it has none.
    """

    connection: Connection
    buffer: Buffer | None = None
    channel: str = ""
    nick: str = ""
    line: Line | None = None


class ChannelPicker(Picker[Destination]):
    """Buffers or channels, and an offer to join another channel."""

    def __init__(
        self, title: str, choices: Sequence[Choice[Destination]], connection: Connection
    ) -> None:
        super().__init__(title, choices, empty=_("No matches."))
        self._connection = connection

    def fitting(self, sought: str) -> Sequence[Choice[Destination]]:
        """The choices that fit, and last the offer to join a channel of that name."""
        found = super().fitting(sought)
        if any(choice.value.channel.casefold() == sought.casefold() for choice in found):
            return found
        session = self._connection.session
        name = sought if session.features.is_channel(sought) else f"#{sought}"
        buffer = session.find(name)
        if not sought or " " in sought or "," in sought or (buffer is not None and buffer.joined):
            return found
        join = Choice(
            _("Join {channel}").format(channel=name), Destination(self._connection, channel=name)
        )
        return [*found, join]


def switcher(
    buffers: Sequence[Buffer],
    connections: Sequence[Connection],
    here: Buffer,
    *,
    before: Buffer | None = None,
) -> Picker[Destination]:
    """Every buffer, those with unread messages first, and the members of all channels.

    The one where the person was `before` comes first: Enter goes back there. The one that is open
    comes last: whoever types its name means it, and nobody else.
    """
    owner = {buffer: each for each in connections for buffer in each.session.buffers}
    names = server_names(connections)
    numbered = [buffer for buffer in buffers if buffer.kind is not BufferKind.SERVER]
    ordered = sorted(
        buffers,
        key=lambda buffer: (
            buffer is not before,
            buffer is here,
            not buffer.calls,
            not buffer.unread,
        ),
    )
    choices = [
        Choice(
            names.get(buffer, buffer.name),
            Destination(owner[buffer], buffer),
            _about(buffer, names[_page(owner[buffer])] if len(connections) > 1 else ""),
            str(numbered.index(buffer) + 1) if buffer in numbered[:9] else "",
        )
        for buffer in ordered
    ]
    choices += _people(connections, {buffer.name.casefold() for buffer in buffers})
    return ChannelPicker(_("Go to"), choices, owner[here])


def _page(connection: Connection) -> Buffer:
    return connection.session.buffers.server


def _about(buffer: Buffer, server: str) -> str:
    words = []
    if buffer.mentions and buffer.kind is BufferKind.CHANNEL:
        words.append(ngettext("{count} mention", "{count} mentions", buffer.mentions))
        words[-1] = words[-1].format(count=buffer.mentions)
    elif buffer.unread:
        unread = ngettext("{count} new", "{count} new", buffer.unread)
        words.append(unread.format(count=buffer.unread))
    if server and buffer.kind is not BufferKind.SERVER:
        words.append(server)
    if buffer.kind is BufferKind.SERVER:
        words.append(_("server"))
    elif buffer.topic:
        words.append(" ".join(buffer.topic.split()))
    return " · ".join(words)


def _people(connections: Iterable[Connection], known: set[str]) -> Iterable[Choice[Destination]]:
    seen = set(known)
    for connection in connections:
        session = connection.session
        for buffer in session.buffers.of_kind(BufferKind.CHANNEL):
            for member in buffer.members.values():
                key = member.nick.casefold()
                if key in seen or key == session.nick.casefold():
                    continue
                seen.add(key)
                about = _("in {channel}").format(channel=buffer.name)
                yield Choice(member.nick, Destination(connection, nick=member.nick), about)
                if len(seen) > _MOST_PEOPLE:
                    return


def mentions(connections: Iterable[Connection], now: float) -> Picker[Destination]:
    """The mentions of the person in channels, the latest first."""
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
    empty = _("No matches.") if choices else _("Nobody has mentioned you.")
    return Picker(_("Mentions of you"), choices, empty=empty)


def found(
    event: SearchAnswered, connection: Connection, now: float, width: int
) -> Sequence[Choice[Destination]]:
    """The results of a search, the latest first, for a window of `width` columns."""
    session = connection.session
    words = parse_query(event.text).words
    before = _BEFORE if width >= _NARROW else _BEFORE_IF_NARROW
    choices = []
    for each in reversed(event.found):
        buffer = session.find(each.place)
        is_channel = session.features.is_channel(each.place)
        channel = each.place if is_channel and buffer is None else ""
        nick = each.place if not is_channel and buffer is None else ""
        destination = Destination(connection, buffer, channel, nick, line=each.line)
        when = _when(each.place, each.line, now)
        label = _said_by(each.line) + _around(_text(each.line), words, before)
        choices.append(Choice(label, destination, right=when))
    return choices


def _around(text: str, words: str, before: int) -> str:
    """The text from `before` characters before the first of these words on, if that comes late."""
    begin = next((start for start, _end in words_in(text, words)), 0)
    return f"…{text[begin - before :]}" if begin > 2 * before else text


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
    return ChannelPicker(title.format(count=count, server=server), choices, connection)


def _words(line: Line) -> str:
    return _said_by(line) + _text(line)


def _said_by(line: Line) -> str:
    return f"{line.sender}: " if line.sender else ""


def _text(line: Line) -> str:
    return " ".join(line.text.split())


def _when(buffer: str, line: Line, now: float) -> str:
    return f"{buffer} · {moment(line.at, now)}"
