"""Finding out whether the holder of a nickname is still connected."""

from collections.abc import Callable
from typing import Final, Protocol

from tui_chat.server.core.effects import Ask
from tui_chat.server.core.events import ClientId
from tui_chat.server.core.users.nick_change import AskHolder
from tui_chat.server.engine.pending_requests import Answerer

PATIENCE: Final = 5.0
"""Seconds that the holder of a wanted nickname has to answer a ping."""


class Probeable(Protocol):
    """A connection whose client may be gone."""

    def probe(self, patience: float, done: Callable[[bool], None]) -> None:
        """Find out whether the client is alive; end the connection if it is not.

        `done` is called once, at once or within `patience` seconds, with whether it is alive.
        """


def liveness_answerer(
    find: Callable[[ClientId], Probeable | None], schedule: Callable[[Callable[[], None]], object]
) -> Answerer:
    """The answerer of AskHolder. `find` gives the connection of a client, if there is one."""

    def answer(question: Ask, done: Callable[[object], None]) -> None:
        holder: AskHolder = question.request  # type: ignore[assignment]  # registered for nothing else
        connections = [one for one in map(find, holder.clients) if one is not None]
        left = len(connections)
        told = False

        def tell(alive: bool) -> None:
            nonlocal left, told
            left -= 1
            if not told and (alive or left <= 0):
                told = True
                schedule(lambda: done(alive))

        for connection in connections:
            connection.probe(PATIENCE, tell)
        if not connections:
            tell(alive=False)

    return answer
