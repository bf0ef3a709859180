"""Sending files: /upload, and a path that is pasted or dropped into the terminal."""

import asyncio

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.connected_server import Connection
from tui_chat.client.files import FileError
from tui_chat.client.files.file_host import (
    LocalFile,
    local_file,
    no_such_file,
    size_in_words,
    stripped_sentence,
)
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.chat.chat_screen_interface import ChatView
from tui_chat.client.visitor_permissions import EVERYTHING, Abilities
from tui_chat.client.widgets.input.composer import Composer


class Uploads:
    """The files that are being sent. Each address is said where the file was sent from."""

    def __init__(
        self, view: ChatView, composer: Composer, abilities: Abilities = EVERYTHING
    ) -> None:
        self._abilities = abilities
        self._view = view
        self._composer = composer
        self._told = ""

    def question(self, pasted: str) -> str:
        """What to ask about a pasted text, "" for one that names no file to be sent."""
        if not self._abilities.own_machine:
            return ""
        if self._view.buffer.kind is BufferKind.SERVER or not self._view.connection.files.url:
            return ""
        if not pasted.lstrip("'\"").startswith(("/", "~/", "file://")):
            return ""
        file = local_file(pasted)
        if file is None:
            return ""
        text = _("Send the file {name} ({size})? Enter sends it, any other key keeps its path.")
        return text.format(name=file.name, size=size_in_words(file.size))

    def upload(self, path: str) -> None:
        """Send a file, and its address to the open buffer."""
        if not self._abilities.own_machine:
            return
        connection, buffer = self._view.connection, self._view.buffer
        file = local_file(path)
        if file is None:
            self._view.say(no_such_file(path))
        elif buffer.kind is BufferKind.SERVER:
            self._view.say(_("Open a channel or a conversation first."))
        else:
            self._composer.run_worker(
                self._send(connection, buffer, file), group="uploads", exit_on_error=False
            )

    async def _send(self, connection: Connection, buffer: Buffer, file: LocalFile) -> None:
        loop = asyncio.get_running_loop()

        def progress(sent: int, size: int) -> None:
            loop.call_soon_threadsafe(self._tell, file, sent, size)

        self._tell(file, 0, file.size)
        try:
            uploaded = await connection.files.upload(file, progress)
        except FileError as error:
            self._view.say(str(error))
            return
        self._view.say(stripped_sentence() if uploaded.is_stripped else "")
        connection.session.say(buffer, uploaded.address, self._view.now())
        self._view.repaint_soon()

    def _tell(self, file: LocalFile, sent: int, size: int) -> None:
        part = 100 * sent // max(size, 1)
        text = _("sending {name}: {part} %").format(name=file.name, part=part)
        if text != self._told:
            self._told = text
            self._view.say(text)
