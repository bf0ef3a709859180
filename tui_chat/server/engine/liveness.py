"""Finding out whether those who have a nickname are still there."""

from collections.abc import Callable
from typing import Final, Protocol

from tui_chat.server.core.effects import Ask
from tui_chat.server.core.events import ClientId
from tui_chat.server.core.users.nick_holder import AskHolder
from tui_chat.server.engine.request_desk import Answerer

PATIENCE: Final = 5.0
"""Seconds that somebody has to answer who has what another wants."""


class Provable(Protocol):
    """A connection that may be dead."""

    def prove(self, patience: float, done: Callable[[bool], None]) -> None:
        """Find out whether anybody is there; end the connection if not.

        `done` is called once, at once or within `patience` seconds, with whether it lives.
        """


def proving(
    find: Callable[[ClientId], Provable | None], schedule: Callable[[Callable[[], None]], object]
) -> Answerer:
    """An answerer of AskHolder. `find` gives the connection of a client, if there is one."""

    def answer(question: Ask, done: Callable[[object], None]) -> None:
        holder: AskHolder = question.request  # type: ignore[assignment]  # registered for nothing else
        connections = [one for one in map(find, holder.clients) if one is not None]
        left = len(connections)
        told = False

        def tell(lives: bool) -> None:
            nonlocal left, told
            left -= 1
            if not told and (lives or left <= 0):
                told = True
                schedule(lambda: done(lives))

        for connection in connections:
            connection.prove(PATIENCE, tell)
        if not connections:
            tell(lives=False)

    return answer
