"""Who joined and left, in one sentence."""

import pytest

from tests.client.widgets.logs import Room
from tui_chat.client.buffers.movement_summary import summary
from tui_chat.client.language import language_choice


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.mark.parametrize(
    ("came", "left", "expected"),
    [
        (["bia"], [], "bia joined"),
        (["bia", "caio"], [], "bia and caio joined"),
        (["bia", "caio", "dani"], [], "bia, caio and dani joined"),
        (["bia", "caio", "dani", "eva"], [], "bia, caio and 2 more joined"),
        (["bia"], ["caio"], "bia joined; caio left"),
        (["bia"], ["bia"], "bia joined and left"),
    ],
)
def test_movements_are_one_sentence(
    room: Room, came: list[str], left: list[str], expected: str
) -> None:
    room.came(*came)
    room.left(*left)
    assert summary(tuple(room.buffer.lines)) == expected


def test_who_left_and_came_back_is_said_so(room: Room) -> None:
    room.left("bia")
    room.came("bia")
    assert summary(tuple(room.buffer.lines)) == "bia left and rejoined"


@pytest.mark.parametrize(
    ("came", "expected"), [(["bia"], "bia entrou"), (["bia", "caio"], "bia e caio entraram")]
)
def test_one_and_many_are_told_apart_where_a_language_does(
    room: Room, came: list[str], expected: str
) -> None:
    room.came(*came)
    language_choice.use("pt_BR")
    try:
        assert summary(tuple(room.buffer.lines)) == expected
    finally:
        language_choice.use("en")
