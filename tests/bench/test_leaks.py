"""What is used up is let go: the short version of `python -m bench.leaks`."""

import pytest

from bench.leaks import Holding, growth, using
from tests.client.idle import at_full_speed


class Leaked:
    """What a leak would leave behind."""


Leaked.__module__ = "tui_chat.leaked"


CACHED = ("rich.", "textual.box_model.", "textual.geometry.", "textual.cache.")
"""Kinds of which the libraries keep so many, and not more; of caches each strip has seven, and the
strips are counted."""


@pytest.mark.parametrize(
    ("doing", "times"), [("switch", 300), ("change_focus", 24), ("open_screens", 24)]
)
async def test_nothing_grows_with_use(
    monkeypatch: pytest.MonkeyPatch, doing: str, times: int
) -> None:
    monkeypatch.setattr("bench.leaks.LINES", 50)
    with at_full_speed():
        async with using() as user:
            more, _kb, _kb_after = await growth(getattr(user, doing), times, allowed=5)
    assert [kind for kind in more if not kind.startswith(CACHED)] == []


def test_what_grows_is_found() -> None:
    before = Holding.now()
    leaked = [Leaked() for _ in range(100)]
    assert Holding.now().grown_since(before) == {"tui_chat.leaked.Leaked": len(leaked)}
