"""The door for browsers: a page that shows the full client, locked, in a terminal of its own."""

import asyncio
from collections.abc import Coroutine
from typing import Final

from tui_chat.server.doors.visitor_lifecycle_and_limits import Visitors
from tui_chat.server.doors.web_page.page import Page
from tui_chat.server.doors.web_session import TerminalLayer, WebSession
from tui_chat.server.engine.node import Node
from tui_chat.server.http.handlers_by_path import Site
from tui_chat.server.transport.http_layer import HttpLayer, SocketMaker

_TERMINAL: Final = "/terminal"
"""The path of the WebSockets that carry the output of a terminal and the typed input."""


class WebDoor:
    """Takes in people who come in a browser, within the limits of `visitors`."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, visitors: Visitors, node: Node, port: int, rest: Site
    ) -> None:
        """`port` is for those who have a client; `rest` answers what is not of the page."""
        self.loop = loop
        self.visitors = visitors
        self.node = node
        self.port = port
        self.site = Site(rest)
        """What is answered over HTTP."""
        self.site.add("/", Page().answer)
        self.sockets: dict[str, SocketMaker] = {_TERMINAL: self._enter}
        """Makes the protocols for WebSockets, by path."""
        self._sessions: dict[WebSession, None] = {}
        self._begun: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        """How many pages are connected."""
        return len(self._sessions)

    def run(self, work: Coroutine[None, None, None]) -> None:
        """Run this beside everything else."""
        task = self.loop.create_task(work)
        self._begun.add(task)
        task.add_done_callback(self._begun.discard)

    def replace(self, newer: WebSession) -> None:
        """End what the same tab of a browser left behind: its network was gone, or it is a copy."""
        for session in tuple(self._sessions):
            if session is not newer and session.tab == newer.tab:
                session.end("replaced")

    def forget(self, session: WebSession) -> None:
        """Its page is gone."""
        self._sessions.pop(session, None)

    def check_timeouts(self, now: float) -> None:
        """End the sessions of pages that have not answered for long."""
        for session in tuple(self._sessions):
            session.check_alive(now)

    def close(self) -> None:
        """End all sessions; their pages try to come back."""
        for session in tuple(self._sessions):
            session.go_away()

    def _enter(self, exchange: HttpLayer) -> TerminalLayer:
        session = WebSession(self, exchange)
        self._sessions[session] = None
        return session.layer
