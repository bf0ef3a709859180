import asyncio
import sys

import pytest

from tui_chat.server.loops import LoopError, loop_factory


def test_asyncio_is_as_it_comes() -> None:
    assert loop_factory("asyncio") is None


def test_without_uvloop_auto_is_asyncio(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_chat.server.loops.find_spec", lambda _name: None)
    assert loop_factory("auto") is None


def test_uvloop_that_is_wanted_and_not_here_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_chat.server.loops.find_spec", lambda _name: None)
    with pytest.raises(LoopError, match=r'"server.loop" asks for uvloop: install it'):
        loop_factory("uvloop")


def test_uvloop_is_used_where_it_is() -> None:
    pytest.importorskip("uvloop")
    for wanted in ("auto", "uvloop"):
        factory = loop_factory(wanted)
        assert factory is not None
        loop = factory()
        assert isinstance(loop, asyncio.AbstractEventLoop)
        assert type(loop).__module__.startswith("uvloop")
        loop.close()
    assert "uvloop" in sys.modules
