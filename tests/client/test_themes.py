"""The look of our own."""

import pytest

from tests.client.widgets.test_nick_colours import _contrast
from tui_chat.client.themes import QUIET


@pytest.mark.parametrize(
    "colour",
    [QUIET.foreground, QUIET.accent, QUIET.error, QUIET.variables["text-muted"]],
)
@pytest.mark.parametrize("background", [QUIET.background, QUIET.surface])
def test_text_is_readable(colour: str, background: str) -> None:
    assert _contrast(colour, background) >= 4.0
