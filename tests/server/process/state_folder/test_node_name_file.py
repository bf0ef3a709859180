from pathlib import Path

import pytest
from click.testing import CliRunner

from tui_chat.cli.main import main
from tui_chat.server.config.config_schema import Config, Listen
from tui_chat.server.process.config_trial_start import problems
from tui_chat.server.process.server import Server, ServerError
from tui_chat.server.process.state_folder.creation_and_lock import prepare_state
from tui_chat.server.process.state_folder.node_name_file import (
    node_of,
    note_node,
    refuse_alone,
    refuse_other_network,
)
from tui_chat.server.store import StoreError

ALONE = Config(listen=Listen(port=0))


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """The folder of a node that does not run."""
    folder = tmp_path / "state"
    prepare_state(folder)
    (folder / "config.toml").write_text("[accounts]\nhash_cost = 0\n")
    added = run(folder, "account", "add", "ana", said="opensesame\n")
    assert added == "The account ana was created.\n"
    note_node(folder, "node2", "home")
    return folder


def run(state: Path, *words: str, said: str = "") -> str:
    options = ["--state", str(state), "--config", str(state / "config.toml")]
    if words[0] == "history":
        options = options[:2]
    return CliRunner().invoke(main, [*words, *options], input=said).output


def test_the_name_is_kept(tmp_path: Path) -> None:
    assert node_of(tmp_path) == ""
    refuse_alone(tmp_path)
    note_node(tmp_path, "node1", "home")
    note_node(tmp_path, "node1", "home")
    assert node_of(tmp_path) == "node1"
    with pytest.raises(StoreError, match=r"Cannot write .*: No such file"):
        note_node(tmp_path / "none", "node1", "home")
    (tmp_path / "network-node").write_bytes(b"\x1b[31m\xff" * 1000)
    assert "\x1b" not in node_of(tmp_path)


def test_a_folder_is_for_one_network(tmp_path: Path) -> None:
    refuse_other_network(tmp_path, "work")
    (tmp_path / "network-node").write_text("node1\n")  # as earlier versions wrote it
    refuse_other_network(tmp_path, "work")
    note_node(tmp_path, "node1", "home")
    refuse_other_network(tmp_path, "home")
    with pytest.raises(StoreError) as refused:
        refuse_other_network(tmp_path, "work")
    assert str(refused.value) == (
        f"{tmp_path} belongs to the network home, and the key file is that of the network work: "
        "use the key file of home, or an empty --state folder."
    )


async def test_a_server_alone_does_not_start_on_the_folder_of_a_node(state: Path) -> None:
    told = f"{state} belongs to node2 of a network on several machines: start the server with"
    with pytest.raises(ServerError, match=told):
        async with Server(ALONE, state):
            pass


def test_the_check_says_so_too(state: Path) -> None:
    (problem,) = problems(ALONE, state)
    assert "belongs to node2" in problem


def test_orders_need_a_node_that_runs_and_questions_do_not(state: Path) -> None:
    told = run(state, "account", "add", "bob", said="opensesame\n")
    assert "belongs to node2 of a network on several machines, which does not run" in told
    listed = run(state, "account", "list")
    assert listed.splitlines()[-1] == "ana"
    assert "These are the accounts that node2 knew when it stopped." in listed


def test_copies_say_of_which_node_they_are(state: Path, tmp_path: Path) -> None:
    assert run(state, "backup", str(tmp_path / "copy")).endswith(
        f" of node2 to {tmp_path / 'copy'}.\n"
    )
    told = run(state, "history", "export", "#tea")
    assert told.startswith("tui-chat: This is the history of node2.\n")
