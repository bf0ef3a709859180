"""Of several connections one that is alive is enough, and nobody is told twice."""

from collections.abc import Callable

import pytest

from tui_chat.server.core.effects import Ask
from tui_chat.server.core.events import ClientId
from tui_chat.server.core.users.nick_change import AskHolder
from tui_chat.server.engine.nick_holder_probe import liveness_answerer

HOLDER = Ask(ClientId(9), AskHolder("ana", (ClientId(1), ClientId(2), ClientId(3))))


class Line:
    """A connection that tells when the test says so."""

    def probe(self, _patience: float, done: Callable[[bool], None]) -> None:
        self.tell = done


@pytest.mark.parametrize(
    ("told", "alive"),
    [([False, True], True), ([True, False], True), ([True, True], True), ([False, False], False)],
)
def test_one_that_lives_is_enough(told: list[bool], alive: bool) -> None:
    lines = {ClientId(1): Line(), ClientId(2): Line()}
    found: list[object] = []
    liveness_answerer(lines.get, lambda act: act())(HOLDER, found.append)
    assert found == []
    for line, says in zip(lines.values(), told, strict=True):
        line.tell(says)
    assert found == [alive]


def test_without_any_connection_nobody_lives_which_is_told_later() -> None:
    later: list[Callable[[], None]] = []
    found: list[object] = []
    liveness_answerer(lambda _client: None, later.append)(HOLDER, found.append)
    assert found == []
    later.pop()()
    assert found == [False]
