"""What the server's HTTP port has to offer: handlers by path."""

from collections.abc import Callable
from typing import Protocol

from tui_chat.server.http.request import Request
from tui_chat.server.http.response import Response


class Exchange(Protocol):
    """One request and the way to answer it."""

    request: Request
    host: str
    """The peer's address."""
    is_private: bool
    """Whether nobody else can read along: the line is encrypted, or does not leave the machine."""
    is_allowed_origin: bool
    """Whether the page that asks may use this server; true where no page asks."""

    def answer(self, response: Response) -> None:
        """Send the response and close. Only the first counts; it may be sent at any time."""

    def pause_reading(self) -> None:
        """Stop reading the body for now; data that was read already still arrives."""

    def resume_reading(self) -> None:
        """Go on."""


class Body(Protocol):
    """Takes the body of a request, piece by piece. `Exchange.answer` may be called in each."""

    def feed(self, data: bytes) -> None:
        """The next bytes; never more in all than the request announced."""

    def finish(self) -> None:
        """The body is complete."""

    def abandon(self) -> None:
        """The peer is gone, or took too long; called at most once, and not after an answer."""


Handler = Callable[[Exchange], Body | None]
"""Begins to answer a request; gives who takes its body, None if nobody wants it."""


class Site:
    """Handlers by the beginning of the path; the longest that fits counts.

    "/files" stands for itself and all paths below it. Paths that this site lacks may be in `rest`.
    """

    def __init__(self, rest: "Site | None" = None) -> None:
        self._handlers: dict[str, Handler] = {}
        self._rest = rest

    def add(self, path: str, handler: Handler) -> None:
        """Answer requests for this path, and those below it."""
        self._handlers[path.rstrip("/")] = handler

    def find(self, path: str) -> Handler | None:
        """The handler for a path."""
        place = path.rstrip("/")
        while (found := self._at(place)) is None and place:
            place = place.rpartition("/")[0]
        return found

    def _at(self, place: str) -> Handler | None:
        rest = self._rest
        return self._handlers.get(place) or (None if rest is None else rest._at(place))  # noqa: SLF001 - its own kind
