"""How the width of a log is shared out."""

import pytest

from tui_chat.client.widgets.log.columns import columns_for


@pytest.mark.parametrize("width", range(8, 200))
def test_columns_never_take_more_than_there_is(width: int) -> None:
    columns = columns_for(width)
    assert columns.text + 8 <= max(width, 8)
    assert columns.text_width >= 8


def test_names_move_into_the_text_where_it_is_narrow() -> None:
    assert [columns_for(width).inline for width in (20, 40, 47, 48, 100)] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_the_time_goes_last() -> None:
    assert [columns_for(width).time for width in (20, 40, 100)] == [0, 5, 5]
