"""Orders of the operator, to a running server and to its files."""

import asyncio
import socket
from pathlib import Path

import pytest

from tests.server.account_holders import register
from tests.server.world import World
from tui_chat.server.config.config_schema import Config, Listen
from tui_chat.server.core.events import AccountOrder
from tui_chat.server.core.settings import AccountPolicy, Settings
from tui_chat.server.process.control_socket import ControlError, ControlReply, ControlRequest, order
from tui_chat.server.process.server import Server
from tui_chat.server.process.state_folder.history_export import exported
from tui_chat.server.store.sqlite_history import SqliteHistory
from tui_chat.server.store.sqlite_record_store import SqliteRecords
from tui_chat.server.workers.password_hashing import Passwords

CONFIG = Config(listen=Listen(port=0), accounts=AccountPolicy(hash_cost=0))
SECRETS = Passwords(cost=0).secrets("opensesame")
ADD = ControlRequest(AccountOrder.ADD, "ana", SECRETS)
LIST = ControlRequest()


def do(folder: Path, wanted: ControlRequest) -> ControlReply:
    return order(folder, Settings(), wanted)


async def ask(folder: Path, wanted: ControlRequest) -> ControlReply:
    return await asyncio.to_thread(do, folder, wanted)


async def test_a_running_server_carries_out_orders(tmp_path: Path) -> None:
    async with Server(CONFIG, tmp_path) as server:
        assert await ask(tmp_path, ADD) == ControlReply(accounts=("ana",))
        assert server.node.network.accounts.find("ana") is not None
        # What it has said is done is kept, whatever happens to it now.
        assert [key for kind, key, _ in server.node.records.all() if kind == "account"] == ["ana"]
        assert await ask(tmp_path, LIST) == ControlReply(accounts=("ana",))
        assert await ask(tmp_path, ControlRequest(AccountOrder.DROP, "ANA")) == ControlReply()
    assert do(tmp_path, LIST) == ControlReply()


def test_without_one_it_is_done_to_the_files(tmp_path: Path) -> None:
    assert do(tmp_path, ADD) == ControlReply(accounts=("ana",))
    assert do(tmp_path, LIST) == ControlReply(accounts=("ana",))
    assert do(tmp_path, ControlRequest(AccountOrder.PASSWORD, "ana", SECRETS)) == ControlReply(
        accounts=("ana",)
    )
    assert do(tmp_path, ControlRequest(AccountOrder.DROP, "ana")) == ControlReply()


def test_what_goes_with_an_account_is_dropped_from_the_files(tmp_path: Path) -> None:
    records, history = SqliteRecords(tmp_path), SqliteHistory(tmp_path)
    net = World(
        settings=Settings(auto_join=()), tick_per_line=True, history=history, records=records
    )
    ana = register(net, "ana")
    for line in ("JOIN #den", "CS REGISTER #den", "MODE #den +k word", "PRIVMSG #den :secret"):
        net.now += 1
        ana.says(line)
    net.settle()
    assert [entry.message.params[-1] for entry in exported(tmp_path, "#den")][-1] == "secret"
    history.close()
    records.close()
    assert do(tmp_path, ControlRequest(AccountOrder.DROP, "ana")) == ControlReply()
    left = [entry.message.params[-1] for entry in exported(tmp_path, "#den")]
    assert left
    assert "secret" not in left


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (ControlRequest(AccountOrder.ADD, "ANA", SECRETS), "That account already exists."),
        (
            ControlRequest(AccountOrder.ADD, "#x", SECRETS),
            "An account name must be a valid nickname.",
        ),
        (ControlRequest(AccountOrder.DROP, "bob"), "There is no account bob."),
        (ControlRequest(AccountOrder.PASSWORD, "bob", SECRETS), "There is no account bob."),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, wanted: ControlRequest, refusal: str) -> None:
    do(tmp_path, ADD)
    assert do(tmp_path, wanted) == ControlReply(refusal)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ControlError, match="There is no state folder"):
        do(tmp_path / "nowhere", LIST)


async def test_the_socket_is_for_its_owner_and_goes_with_the_server(tmp_path: Path) -> None:
    path = tmp_path / "control.sock"
    async with Server(CONFIG, tmp_path):
        assert path.stat().st_mode & 0o777 == 0o600
    assert not path.exists()


async def test_a_long_path_is_no_obstacle(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 120)
    folder.mkdir()
    async with Server(CONFIG, folder):
        assert await ask(folder, ADD) == ControlReply(accounts=("ana",))
    assert not (folder / "control.sock").exists()


async def test_what_a_killed_server_left_behind_is_no_obstacle(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "control.sock"))
    assert await ask(tmp_path, ADD) == ControlReply(accounts=("ana",))
    async with Server(CONFIG, tmp_path):
        assert await ask(tmp_path, LIST) == ControlReply(accounts=("ana",))


@pytest.mark.parametrize("line", [b"nonsense\n", b'{"order": "dance"}\n', b"x" * 70_000, b""])
async def test_nonsense_does_the_server_no_harm(tmp_path: Path, line: bytes) -> None:
    async with Server(CONFIG, tmp_path):
        reader, writer = await asyncio.open_unix_connection(str(tmp_path / "control.sock"))
        writer.write(line)
        writer.write_eof()
        heard = await reader.read()
        assert b"accounts" not in heard.replace(b'"accounts":[]', b"")
        writer.close()
        assert await ask(tmp_path, ADD) == ControlReply(accounts=("ana",))
