"""Pictures in the log: those on the chat's own server by themselves, others when asked for."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.line import TALK, Line
from tui_chat.client.config.config_schema import PictureChoice
from tui_chat.client.connected_server import Connection
from tui_chat.client.files import FileError
from tui_chat.client.files.pictures import (
    ENDS,
    MOST_BYTES,
    Drawn,
    Picture,
    is_available,
    picture_of,
)
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.chat.attachments.kitty_picture_sender import TerminalDrawing
from tui_chat.client.screens.chat.chat_screen_interface import Actions, ChatView
from tui_chat.client.widgets.log.message_log import MessageLog
from tui_chat.client.widgets.log.url_detection import address_of, find_links

_CELLS: Final = 48
_ROWS: Final = 12
_KEPT: Final = 64
"""Pictures that stay shown; then the oldest goes."""
_LATEST: Final = 20
"""Lines whose pictures are shown when a buffer is opened."""
_SLOW: Final = 1.0
"""Seconds for the answer to a ping, from which on a line counts as slow."""


class Pictures:
    """The pictures that are shown, and those that are on their way: one at a time.

    `drawing` has the terminal draw them, where it can; else, or with `blocks`, they are half
    blocks.
    """

    def __init__(
        self,
        view: ChatView,
        log: MessageLog,
        choice: PictureChoice,
        drawing: TerminalDrawing | None = None,
        *,
        blocks: bool = False,
    ) -> None:
        self._drawing = drawing
        self._blocks = blocks
        self._view = view
        self._log = log
        self._choice = choice
        self._shown: OrderedDict[tuple[Buffer, str], Picture] = OrderedDict()
        self._tried: OrderedDict[tuple[Buffer, str], None] = OrderedDict()
        """Lines whose picture was fetched by itself, or hidden by the person."""
        self._wanted: list[tuple[Connection, Buffer, Line, str]] = []
        self._is_fetching = False

    @property
    def actions(self) -> Actions:
        """The actions of this part."""
        return {"picture": self.toggle}

    def use(self, choice: PictureChoice, *, blocks: bool) -> None:
        """Do as the person wishes from now on."""
        self._choice, self._blocks = choice, blocks
        if choice is PictureChoice.OFF:
            self._wanted.clear()
            for buffer, msgid in list(self._shown):
                self._hide(buffer, msgid)

    # By themselves

    def look_at(self, connection: Connection, buffer: Buffer, lines: Sequence[Line]) -> None:
        """Fetch the pictures of these lines, if they lie on the server itself."""
        host = connection.files
        if self._choice is not PictureChoice.AUTOMATIC or not host.url or not is_available():
            return
        if connection.lag is not None and connection.lag > _SLOW:
            return
        for line in islice(reversed(lines), _LATEST):
            if line.kind not in TALK or line.deleted or not line.msgid:
                continue
            address = next((one for one in _pictures_in(line.text) if host.holds(one)), None)
            if address is not None and (buffer, line.msgid) not in self._tried:
                self._remember(buffer, line.msgid)
                self._fetch(connection, buffer, line, address)

    def take_in_change(self, connection: Connection, buffer: Buffer, line: Line) -> None:
        """A line has changed: it was deleted, or has only now got its msgid."""
        if line.deleted and (buffer, line.msgid) in self._shown:
            self._hide(buffer, line.msgid)
        elif buffer is self._view.buffer:
            self.look_at(connection, buffer, [line])

    def _remember(self, buffer: Buffer, msgid: str) -> None:
        self._tried[buffer, msgid] = None
        while len(self._tried) > _KEPT * 4:
            self._tried.popitem(last=False)

    # When asked for

    def toggle(self) -> None:
        """Show the picture that the chosen message links to, or hide it."""
        line, buffer = self._log.chosen, self._view.buffer
        if line is None:
            return
        if self._log.has_picture(buffer, line):
            self._hide(buffer, line.msgid)
            return
        addresses = [address_of(line.text, link) for link in find_links(line.text)]
        if not addresses:
            self._view.say(_("There is no link in this message."))
        elif not line.msgid or line.deleted:
            self._view.say(_("There is no room for a picture here."))
        else:
            address = next(_pictures_in(line.text), addresses[0])
            self._view.say(_("downloading {address}").format(address=address))
            self._fetch(self._view.connection, buffer, line, address, told=True)

    # Both

    def _fetch(
        self,
        connection: Connection,
        buffer: Buffer,
        line: Line,
        address: str,
        *,
        told: bool = False,
    ) -> None:
        if told or not self._is_fetching:
            self._is_fetching = True
            self._log.run_worker(
                self._show(connection, buffer, line, address, told=told),
                group="pictures",
                exit_on_error=False,
            )
        elif len(self._wanted) < _LATEST:
            self._wanted.append((connection, buffer, line, address))

    async def _show(
        self, connection: Connection, buffer: Buffer, line: Line, address: str, *, told: bool
    ) -> None:
        try:
            picture = await self._picture(connection, address, asked=told)
            self._put(buffer, line, picture)
            if told:
                self._view.say("")
        except FileError as error:
            if told:
                self._view.say(str(error))
        finally:
            self._is_fetching = False
        if self._wanted:
            self._fetch(*self._wanted.pop(0))

    async def _picture(self, connection: Connection, address: str, *, asked: bool) -> Picture:
        content = await connection.files.fetch(address, MOST_BYTES, asked=asked)
        ground = self._log.background_colors[1]
        width = max(8, min(_CELLS, self._log.size.width - 24))
        if self._drawing is not None and not self._blocks:
            return await self._drawing.picture_of(content, width, _ROWS)
        return await asyncio.to_thread(picture_of, content, width, _ROWS, ground.rgb)

    def _put(self, buffer: Buffer, line: Line, picture: Picture) -> None:
        present = buffer.lines.find(line.msgid)
        if present is None or present.deleted or self._choice is PictureChoice.OFF:
            return
        self._shown[buffer, line.msgid] = picture
        self._log.show_picture(buffer, present, picture)
        while len(self._shown) > _KEPT:
            self._hide(*next(iter(self._shown)))

    def _hide(self, buffer: Buffer, msgid: str) -> None:
        self._let_go(self._shown.pop((buffer, msgid), None))
        self._remember(buffer, msgid)
        present = buffer.lines.find(msgid)
        if present is not None:
            self._log.show_picture(buffer, present, None)

    def close(self) -> None:
        """The program ends: the terminal need not keep pictures for us."""
        for picture in self._shown.values():
            self._let_go(picture)

    def _let_go(self, picture: Picture | None) -> None:
        if self._drawing is not None and isinstance(picture, Drawn):
            self._drawing.forget(picture)

    def forget(self, buffer: Buffer) -> None:
        """The buffer was closed."""
        for shown in [key for key in self._shown if key[0] is buffer]:
            self._let_go(self._shown.pop(shown))
        for tried in [key for key in self._tried if key[0] is buffer]:
            del self._tried[tried]
        self._wanted = [one for one in self._wanted if one[1] is not buffer]


def _pictures_in(text: str) -> Iterator[str]:
    """The addresses in a text that end as those of pictures do."""
    for link in find_links(text):
        address = address_of(text, link)
        if address.partition("?")[0].lower().endswith(ENDS):
            yield address
