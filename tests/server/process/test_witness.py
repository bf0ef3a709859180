import os
import signal
from pathlib import Path

import pytest

from tests.server.cluster.engines import answers, needs_engine, new_key
from tui_chat.server.process.state_folder.creation_and_lock import locked
from tui_chat.server.process.witness import run_witness
from tui_chat.server.store import StoreError


@needs_engine
async def test_a_witness_is_there_for_the_other_engines_until_it_is_told_to_end(
    tmp_path: Path,
) -> None:
    key = new_key(3)
    seen: list[bool] = []

    def announce() -> None:
        seen.append(answers(key.peers[2].port))
        os.kill(os.getpid(), signal.SIGTERM)

    await run_witness(key, 3, tmp_path, announce)
    assert seen == [True]
    assert not answers(key.peers[2].port)


async def test_a_folder_is_for_one_alone(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(StoreError, match="Another server runs on"):
        await run_witness(new_key(3), 3, tmp_path, lambda: None)
