"""One server to a state folder."""

from pathlib import Path

import pytest

from tests.server.sockets import fast_config
from tui_chat.server.process.server import Server, ServerError
from tui_chat.server.process.state_folder import locked
from tui_chat.server.store import StoreError


def test_only_one_may_have_it_at_a_time(tmp_path: Path) -> None:
    with (
        locked(tmp_path),
        pytest.raises(StoreError, match=r"Another server runs on"),
        locked(tmp_path),
    ):
        pass
    with locked(tmp_path):
        pass


def test_a_folder_that_is_none_is_told_in_words(tmp_path: Path) -> None:
    with (
        pytest.raises(StoreError, match=r"lock cannot be written to"),
        locked(tmp_path / "missing"),
    ):
        pass


async def test_a_second_server_refuses_to_start(tmp_path: Path) -> None:
    async with Server(fast_config(), tmp_path):
        with pytest.raises(ServerError, match="Another server runs"):
            async with Server(fast_config(), tmp_path):
                pass
