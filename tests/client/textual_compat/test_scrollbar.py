"""A scrollbar as thin as a line."""

import pytest

from tui_chat.client.textual_compat.scrollbar import ScrollLine


def bar(position: float, *, length: int = 10, of: int = 100) -> str:
    rows = ScrollLine.render_bar(
        size=length, virtual_size=of, window_size=length, position=position
    )
    return "".join(segment.text for segment in rows.segments)


def test_the_thumb_is_where_the_view_is() -> None:
    assert bar(0) == "┃" + "│" * 9
    assert bar(90) == "│" * 9 + "┃"


@pytest.mark.parametrize("position", range(0, 91, 7))
def test_the_bar_has_its_length_at_every_position(position: int) -> None:
    assert len(bar(position)) == 10


def test_there_is_no_thumb_where_all_is_in_view() -> None:
    assert bar(0, of=10) == "│" * 10
