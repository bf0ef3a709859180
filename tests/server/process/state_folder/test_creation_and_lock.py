"""The state folder: made for us alone, and for one server at a time."""

from pathlib import Path

import pytest

from tests.server.sockets import fast_config
from tui_chat.server.process.server import Server, ServerError
from tui_chat.server.process.state_folder.creation_and_lock import locked, prepare_state
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


def test_the_state_folder_is_made_for_us_alone(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    prepare_state(folder)
    prepare_state(folder)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_file_where_the_state_folder_should_be_is_named(tmp_path: Path) -> None:
    file = tmp_path / "state"
    file.write_text("")
    for folder in file, file / "below":
        with pytest.raises(StoreError, match=r"^Cannot make the state folder .*[.]$") as raised:
            prepare_state(folder)
        assert str(raised.value).endswith("Give another with --state.")
