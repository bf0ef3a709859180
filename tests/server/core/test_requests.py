"""Questions to the shell: none is taken for another, and each is taken up again."""

from collections.abc import Iterator

from tui_chat.server.core.registry import ANSWERS
from tui_chat.server.core.requests import Request
from tui_chat.server.core.state.network import Network


def kinds(kind: type[Request]) -> Iterator[type[Request]]:
    """The questions that are asked: those that are no base of others."""
    derived = kind.__subclasses__()
    for each in derived:
        yield from kinds(each)
    if not derived and kind.__module__.partition(".")[0] == Network.__module__.partition(".")[0]:
        yield kind


def test_each_question_goes_on_when_it_is_answered() -> None:
    assert set(kinds(Request)) == set(ANSWERS)


def test_no_question_is_taken_for_another() -> None:
    tags = [kind.__struct_config__.tag for kind in kinds(Request)]
    assert len(set(tags)) == len(tags)
