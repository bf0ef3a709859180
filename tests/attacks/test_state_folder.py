"""Only the server's user can read the state folder, whatever its permissions were before."""

import os
import pwd
import re
import socket
import ssl
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.server.doors.ssh_visitors import open_config
from tests.server.sockets import Client, fast_config
from tui_chat.client.connect.challenge_keys import signer
from tui_chat.client.connect.known_servers import KnownServers, TrustError
from tui_chat.client.connect.password_sources import PasswordError
from tui_chat.client.connect.tls.tls_contexts import show_certificate
from tui_chat.client.memory import memory_file
from tui_chat.private_files import read_file
from tui_chat.server.config.config_schema import Files
from tui_chat.server.core.settings import Settings
from tui_chat.server.process import control_socket
from tui_chat.server.process.server import Server, ServerError
from tui_chat.server.process.state_folder.backup import back_up
from tui_chat.server.process.state_folder.creation_and_lock import (
    check_new,
    check_writable,
    secure,
)
from tui_chat.server.store import StoreError
from tui_chat.server.transport.certificates import CertificateError, configured, own

SECRETS = ("records.db", "history.db", "search.db", "key.pem", "cloak.key", "lock", "control.sock")


def open_to_others(folder: Path) -> set[str]:
    """All that somebody else could read or change, the folder as "."."""
    paths = [folder, *folder.rglob("*")]
    return {
        str(path.relative_to(folder))
        for path in paths
        if path.lstat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    }


async def run(folder: Path) -> set[str]:
    """Start a server on a folder, talk, and see what others could read meanwhile."""
    async with Server(fast_config(), folder) as server, await Client.named(server, "ana") as ana:
        ana.says("PRIVMSG #lobby :between us")
        await ana.has_heard_all()
        return open_to_others(folder)


@pytest.fixture
def _careless() -> Iterator[None]:
    """A umask that lets everybody read and write."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_careless")
async def test_what_a_server_makes_is_for_its_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir(0o777)
    assert await run(folder) == set()
    assert {path.name for path in folder.iterdir()} >= set(SECRETS) - {"control.sock", "search.db"}


@pytest.mark.usefixtures("_careless")
async def test_what_is_found_open_is_closed_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "state"
    folder.mkdir(0o700)
    await run(folder)
    (folder / "notes.txt").touch(0o644)  # none of ours
    for path in folder.iterdir():
        path.chmod(0o666)
    folder.chmod(0o777)
    caplog.clear()
    assert await run(folder) == {"notes.txt"}
    told = "\n".join(record.message for record in caplog.records)
    assert f"{folder} was open to other users of this machine" in told
    assert f"{folder / 'records.db'} was open" in told
    caplog.clear()
    await run(folder)
    assert "was open" not in "\n".join(record.message for record in caplog.records)


def planted(folder: Path, name: str) -> None:
    elsewhere = folder.parent / "elsewhere"
    elsewhere.touch()
    (folder / name).symlink_to(elsewhere)


def dangling(folder: Path, name: str) -> None:
    (folder / name).symlink_to(folder.parent / "made-by-us")


@pytest.mark.parametrize("plant", [planted, dangling])
@pytest.mark.parametrize("name", [*SECRETS, "records.db-wal", "cert.pem", "key.new"])
async def test_a_link_is_not_followed(
    tmp_path: Path, name: str, plant: Callable[[Path, str], None]
) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    plant(folder, name)
    with pytest.raises(ServerError, match=r"is a symbolic link: [^.]*\.$"):
        await run(folder)
    assert not (tmp_path / "made-by-us").exists()


async def test_nothing_that_a_server_keeps_is_left_unwatched(tmp_path: Path) -> None:
    state, copy = tmp_path / "state", tmp_path / "copy"
    state.mkdir()
    config = open_config(files=Files(url="https://chat.example/files"))
    async with Server(config, state):
        names = {path.name for path in state.iterdir()}
        back_up(state, copy)
    assert names >= {"ssh_host_key", "files", "files.db"}
    kept = {path.name for path in copy.iterdir()}
    assert names - kept == {"lock", "control.sock", "search.db"} | {
        name for name in names if name.endswith(("-wal", "-shm"))
    }
    for name in names:
        for plant in (planted, lambda folder, name: os.mkfifo(folder / name)):
            folder = tmp_path / f"{name} {plant.__name__}"
            folder.mkdir()
            plant(folder, name)
            with pytest.raises(StoreError, match=r"is (a symbolic link|not a regular file)"):
                secure(folder)


@pytest.mark.parametrize("name", [*SECRETS, "records.db-wal", "cert.pem", "key.new"])
async def test_a_pipe_keeps_nobody_waiting(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(ServerError, match=r"is not a regular file: move it away\.$"):
        await run(tmp_path)
    with pytest.raises(StoreError, match="is not a regular file"):
        control_socket.order(tmp_path, Settings(), control_socket.ControlRequest())


@pytest.mark.parametrize("which", ["cert.pem", "key.pem"])
def test_a_pipe_in_place_of_a_configured_certificate_is_told(tmp_path: Path, which: str) -> None:
    own(tmp_path, ["localhost"])
    (tmp_path / which).unlink()
    os.mkfifo(tmp_path / which)
    with pytest.raises(CertificateError, match=rf"{which}: Not a regular file\.$"):
        configured(tmp_path / "cert.pem", tmp_path / "key.pem")


def test_no_file_of_ours_is_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero"), tmp_path):
        with pytest.raises(OSError, match="Not a regular file"):
            read_file(path)
    with pytest.raises(TrustError, match="Not a regular file"):
        show_certificate(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), pipe)
    with pytest.raises(PasswordError, match="Not a regular file"):
        signer(pipe)
    with pytest.raises(TrustError, match="Not a regular file"):
        KnownServers(pipe).get("example.org", 6697)
    with pytest.raises(OSError, match="Not a regular file"):
        memory_file.read(pipe, dict)


async def test_the_folder_itself_may_be_a_link_of_ours(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "state").symlink_to(tmp_path / "disk")
    await run(tmp_path / "state")
    assert open_to_others(tmp_path / "disk") == set()


@pytest.mark.parametrize(
    ("owner", "name", "us", "said"),
    [
        (1234, "chat", 0, "(chat): run this as that one (sudo -u chat), or choose another"),
        (1234, "", 0, "(number 1234): if it is a service that is stopped, start it first"),
        (0, "root", 1234, "(root): as root, run `chown -R 1234 FOLDER` for the state folder."),
    ],
)
def test_what_another_user_owns_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: int, name: str, us: int, said: str
) -> None:
    def user(number: int) -> SimpleNamespace:
        if number != owner or not name:
            raise KeyError(number)
        return SimpleNamespace(pw_name=name)

    (tmp_path / "records.db").touch(0o600)
    secure(tmp_path)
    status = list(tmp_path.stat())
    status[stat.ST_UID] = owner
    theirs = os.stat_result(status)
    monkeypatch.setattr(os, "geteuid", lambda: us)
    monkeypatch.setattr(pwd, "getpwuid", user)
    monkeypatch.setattr(Path, "stat", lambda _path, **_how: theirs)
    with pytest.raises(StoreError, match=re.escape(f"{tmp_path} belongs to another user {said}")):
        secure(tmp_path)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(StoreError, match="belongs to another user"):
        check_writable(tmp_path, tmp_path)


def test_root_makes_no_folder_in_that_of_somebody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server of that user could not open it."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    status = list(tmp_path.stat())
    owners = {tmp_path: 1234}
    found = Path.stat

    def owned(path: Path, **how: bool) -> os.stat_result:
        status[stat.ST_UID] = owners.get(path, 0)
        return os.stat_result(status) if path in owners else found(path, **how)

    monkeypatch.setattr(Path, "stat", owned)
    with pytest.raises(StoreError, match="belongs to another user"):
        check_new(tmp_path / "a" / "b")
    owners[tmp_path] = 0
    check_new(tmp_path / "a" / "b")


def test_a_file_that_another_user_put_there_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "records.db"
    file.touch(0o600)
    status = list(file.lstat())
    status[stat.ST_UID] += 1
    of_another = os.stat_result(status)
    found = Path.lstat
    monkeypatch.setattr(Path, "lstat", lambda path: of_another if path == file else found(path))
    with pytest.raises(StoreError, match=r"records\.db belongs to another user"):
        secure(tmp_path)


def test_a_disk_that_knows_no_permissions_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o755)
    monkeypatch.setattr(Path, "chmod", lambda _path, _mode: None)
    with pytest.raises(StoreError, match="knows no permissions"):
        secure(tmp_path)


def test_orders_without_a_server_follow_no_links_either(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    planted(folder, "records.db")
    with pytest.raises(StoreError, match="is a symbolic link"):
        control_socket.order(folder, Settings(), control_socket.ControlRequest())


@pytest.mark.usefixtures("_careless")
async def test_a_copy_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    await run(folder)
    back_up(folder, tmp_path / "copy")
    assert open_to_others(tmp_path / "copy") == set()


@pytest.mark.usefixtures("_careless")
async def test_the_control_socket_is_closed_to_others(tmp_path: Path) -> None:
    async with Server(fast_config(), tmp_path):
        status = (tmp_path / "control.sock").lstat()
        assert stat.S_ISSOCK(status.st_mode)
        assert stat.S_IMODE(status.st_mode) == 0o600
        with socket.socket(socket.AF_UNIX) as ours:
            ours.connect(str(tmp_path / "control.sock"))


def test_a_key_that_everybody_can_read_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = own(tmp_path, ["localhost"])
    configured(made.chain, made.key)
    assert not caplog.records
    made.key.chmod(0o644)
    configured(made.chain, made.key)
    assert "can be read by every user" in caplog.text
