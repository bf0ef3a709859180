import asyncio
import contextlib
import logging
import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.server.cluster.engines import RunningEngine, answers, needs_engine, new_key, running
from tui_chat.server.cluster import ClusterError
from tui_chat.server.cluster.key_file import ClusterKey
from tui_chat.server.cluster.nats import server_config, server_process
from tui_chat.server.cluster.nats.connection_options import connect_options, import_nats
from tui_chat.server.cluster.nats.server_process import Engine, end_left_over, in_words

# Fakes of nats-server, started as `FAKE -c CONFIG`.
_LISTENS: Final = """\
import json, socket, sys, time
port = json.load(open(sys.argv[2]))["port"]
server = socket.create_server(("127.0.0.1", port))
while True:
    connected = server.accept()[0]
    connected.sendall({said!r})
    time.sleep({pause})
"""
_ENDS: Final = "import sys; sys.stderr.write({said!r}); sys.exit(1)"


def fake(monkeypatch: pytest.MonkeyPatch, folder: Path, code: str) -> None:
    """Let this code be the engine."""
    program = folder / "fake-engine"
    program.write_text(f"#!{sys.executable}\n{code}")
    program.chmod(0o700)
    monkeypatch.setattr(server_config, "find_program", lambda: program)


async def refusal(folder: Path) -> str:
    with pytest.raises(ClusterError) as refused:
        async with Engine(new_key(), 1, folder):
            pass
    await until(lambda: not processes(folder))  # nothing is left over
    return str(refused.value)


def processes(folder: Path) -> list[int]:
    """The processes whose command line names this folder."""
    mark, found = os.fsencode(folder), []
    for one in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (one / "cmdline").read_bytes() and int(one.name) != os.getpid():
                found.append(int(one.name))
    return found


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110 - of processes that tell us nothing
            await asyncio.sleep(0.01)


@pytest.fixture(scope="module")
def routed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningEngine]:
    """One of three engines, alone."""
    with running(new_key(3), tmp_path_factory.mktemp("routed")) as started:
        yield started


@needs_engine
class TestRealEngine:
    async def test_it_keeps_what_it_was_given_when_it_dies(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO)
        async with Engine(new_key(), 1, tmp_path) as engine:
            assert engine.info["jetstream"] is True
            client = await engine.connect(reconnect_time_wait=0.05, max_reconnect_attempts=-1)
            stream = client.jetstream()
            await stream.add_stream(name="KEPT", subjects=["kept"])
            await stream.publish("kept", b"one")
            first = engine.pid
            assert first is not None
            os.kill(first, signal.SIGKILL)
            await until(lambda: engine.pid != first and client.is_connected)
            assert (await stream.publish("kept", b"two")).seq == 2
            await client.close()
        await until(lambda: not processes(tmp_path))
        assert "the engine ended (by SIGKILL): starting it again" in caplog.text
        assert "lain" not in caplog.text  # that passwords in its file are plain is no news

    async def test_it_ends_when_its_server_is_killed(self, tmp_path: Path) -> None:
        code = (
            "import asyncio, os, signal, sys, pathlib\n"
            "from tests.server.cluster.engines import new_key\n"
            "from tui_chat.server.cluster.nats.server_process import Engine\n"
            "async def main():\n"
            "    async with Engine(new_key(), 1, pathlib.Path(sys.argv[1])) as engine:\n"
            "        print(engine.pid, flush=True)\n"
            "        os.kill(os.getpid(), signal.SIGKILL)\n"
            "asyncio.run(main())\n"
        )
        command = [sys.executable, "-c", code, str(tmp_path)]
        ended = await asyncio.to_thread(
            lambda: subprocess.run(command, capture_output=True, check=False)
        )
        assert (ended.returncode, ended.stderr) == (-signal.SIGKILL, b"")
        assert int(ended.stdout) > 0
        await until(lambda: not processes(tmp_path))

    async def test_one_that_is_left_over_hinders_no_start(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        key = new_key(3)
        with running(key, tmp_path) as old:
            os.kill(old.process.pid, signal.SIGSTOP)
            async with Engine(key, 1, tmp_path) as engine:
                assert old.process.wait(20) == -signal.SIGKILL
                assert engine.pid not in {None, old.process.pid}
        assert (
            f"an engine from an earlier start is still running in {tmp_path}/engine" in caplog.text
        )

    async def test_a_port_that_is_taken_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(server_process, "_ENDING", 0.0)
        key = new_key(3)
        with socket.create_server(key.peers[0]), pytest.raises(ClusterError) as refused:
            async with Engine(key, 1, tmp_path):
                pass
        assert str(refused.value) == (
            f"The engine cannot listen on {key.peers[0]} for the other machines: Address already "
            "in use."
        )

    async def test_with_the_key_of_another_network_it_is_refused(
        self, routed: RunningEngine, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        """It has the addresses of the other, so that both try to reach each other."""
        caplog.set_level(logging.INFO)
        first, *_others = routed.key.peers
        told = f"engine: {first} does not have this network's key: refused"
        async with Engine(ClusterKey.new(routed.key.peers), 2, tmp_path):
            await until(lambda: told in caplog.messages)
        assert not [line for line in caplog.messages if "x509" in line or "TLS" in line]

    async def test_nobody_gets_in_without_the_key(self, engine: RunningEngine) -> None:
        nats = import_nats()
        good = connect_options(engine.key, engine.port)
        await (await nats.connect(**good)).close()
        for wrong in ({"password": new_key().password("engine's clients")}, {"user": "x"}):
            with pytest.raises(Exception, match=r"Authorization Violation"):
                await nats.connect(**(good | wrong), allow_reconnect=False)

    async def test_its_port_for_clients_is_closed_to_other_machines(
        self, engine: RunningEngine
    ) -> None:
        with socket.socket() as elsewhere:  # another address of this machine
            elsewhere.bind(("127.0.0.2", engine.port))
            elsewhere.listen()
        assert answers(engine.port)


@needs_engine
class TestRoutes:
    """The port at which other machines are expected."""

    def said(self, context: ssl.SSLContext, engine: RunningEngine, text: bytes) -> bytes:
        """What an engine answers to a peer that says this; raises OSError if it ends."""
        place = engine.key.peers[0]
        with (
            socket.create_connection(place, 20) as plain,
            context.wrap_socket(plain, server_hostname="127.0.0.1") as secured,
        ):
            secured.sendall(text)
            heard = b""
            while b"PONG" not in heard:
                if not (data := secured.recv(8192)):
                    raise ConnectionError(heard)
                heard += data
            return heard

    def trusting(self, engine: RunningEngine) -> ssl.SSLContext:
        return ssl.create_default_context(cadata=engine.key.certificate)

    def test_nobody_gets_in_without_a_certificate(self, routed: RunningEngine) -> None:
        with pytest.raises(OSError, match=r"certificate required|bad certificate|reset|EOF"):
            self.said(self.trusting(routed), routed, b"PING\r\n")

    def test_nobody_gets_in_with_the_certificate_of_another_network(
        self, routed: RunningEngine, tmp_path: Path
    ) -> None:
        other = new_key(3)
        context = self.trusting(routed)
        file = tmp_path / "pair.pem"
        file.write_text(other.certificate + other.key)
        context.load_cert_chain(file)
        with pytest.raises(OSError, match=r"unknown ca|bad certificate|unknown|reset|EOF"):
            self.said(context, routed, b"PING\r\n")

    def test_a_client_with_the_certificate_gets_nothing_without_the_secret(
        self, routed: RunningEngine
    ) -> None:
        context = self.trusting(routed)
        folder = routed.state / "engine"
        context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
        hello = b'CONNECT {"cluster":"%s","user":"tui-chat","pass":"%s"}\r\nPING\r\n'
        network = routed.key.network.encode()
        with pytest.raises(OSError, match=r"Authorization Violation"):
            self.said(context, routed, hello % (network, b"guessed"))
        secret = routed.key.password("engines").encode()
        assert b"PONG" in self.said(context, routed, hello % (network, secret))


class TestFakes:
    async def test_one_that_is_too_old_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        said = b'INFO {"version":"2.9.10","jetstream":true}\r\n'
        fake(monkeypatch, tmp_path, _LISTENS.format(said=said, pause=0))
        assert "nats-server 2.9.10, which is too old" in await refusal(tmp_path)

    async def test_one_that_does_not_answer_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(server_process, "_PATIENCE", 0.3)
        fake(monkeypatch, tmp_path, _LISTENS.format(said=b"", pause=60))
        assert "The engine has not answered for" in await refusal(tmp_path)

    @pytest.mark.parametrize(
        ("line", "told"),
        [
            (
                "[FTL] listen tcp 127.0.0.1:7101: bind: address already in use",
                "The engine ended at once: port 7101 is already in use.",
            ),
            (
                "[7] [FTL] open /x: no space left on device",
                "The engine ended at once: its disk is full: nothing is stored until it has room.",
            ),
            ("[INF] Starting", "The engine ended at once."),
        ],
    )
    async def test_one_that_ends_at_once_says_why(
        self, line: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fake(monkeypatch, tmp_path, _ENDS.format(said=f"{line}\n"))
        assert await refusal(tmp_path) == told

    async def test_a_log_without_end_is_borne(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fake(monkeypatch, tmp_path, _ENDS.format(said="x" * 1_000_000 + "\n[FTL] last\n"))
        assert await refusal(tmp_path) == "The engine ended at once: last."

    async def test_it_inherits_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        code = (
            "import os, sys\n"
            "open_ones = [n for n in range(3, 256) if os.path.exists(f'/proc/self/fd/{n}')]\n"
            "mine = os.open('/dev/null', os.O_RDONLY)\n"
            "sys.stderr.write(f'[FTL] {[n for n in open_ones if n != mine]}\\n'); sys.exit(1)\n"
        )
        fake(monkeypatch, tmp_path, code)
        with socket.create_server(("127.0.0.1", 0)) as ours:
            os.set_inheritable(ours.fileno(), True)
            assert await refusal(tmp_path) == "The engine ended at once: []."


async def test_without_the_extra_a_sentence_says_what_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "nats", None)
    assert await refusal(tmp_path) == (
        "A network on several machines needs more packages: pip install 'tui-chat[cluster]'"
    )


def test_the_process_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "engine"
    folder.mkdir()
    for text in ("", "x", str(os.getpid()), "99999999"):
        (folder / "engine.pid").write_text(text)
        end_left_over(tmp_path)


async def test_a_port_is_waited_for_while_a_killed_engine_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def check(_key: ClusterKey, node: int) -> None:
        tried.append(node)
        if len(tried) < 3:
            raise ClusterError("in use")

    monkeypatch.setattr(server_process, "_SOON", 0.0)
    monkeypatch.setattr(server_config, "check_listening", check)
    fake(monkeypatch, tmp_path, _ENDS.format(said="[FTL] it came as far as this\n"))
    assert await refusal(tmp_path) == "The engine ended at once: it came as far as this."
    assert tried == [1, 1, 1]


def test_lines_of_the_engine_are_told_in_words() -> None:
    line = "192.0.2.1:7100 - rid:8 - TLS route handshake error: x509: unknown authority"
    assert in_words(line) == "192.0.2.1:7100 does not have this network's key: refused"
    line = "Error trying to connect to route (attempt 1): dial tcp 192.0.2.1:7100: connect: refused"
    assert in_words(line) == "192.0.2.1:7100 cannot be reached (refused): trying again"
    assert in_words("Waiting for routing to be established...") == in_words(
        "JetStream has not established contact with a meta leader"
    )
    assert in_words("something else") == "something else"


async def test_what_an_engine_repeats_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lines = [f"[ERR] Error {number} of a kind" for number in range(50)]
    fake(monkeypatch, tmp_path, _ENDS.format(said="\n".join([*lines, "[ERR] Another", ""])))
    assert await refusal(tmp_path) == "The engine ended at once: Another."
    assert [one.message for one in caplog.records] == [
        "engine: Error 0 of a kind",
        "engine: Another",
    ]


_FULL_AT_FIRST: Final = """\
import json, pathlib, socket, sys, time
config = pathlib.Path(sys.argv[2])
server = socket.create_server(("127.0.0.1", json.loads(config.read_text())["port"]))
mark = config.with_name("was-full")
if not mark.exists():
    mark.touch()
    sys.stderr.write("[ERR] write 1.blk: no space left on device\\n")
    sys.stderr.flush()
while True:
    server.accept()[0].sendall(b'INFO {"version":"2.11.0","jetstream":true}\\r\\n')
"""


async def test_an_engine_whose_disk_was_full_is_started_anew_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks: list[int] = []

    def free(_folder: Path) -> int:
        looks.append(0)
        return 0 if len(looks) < 4 else 1 << 30

    monkeypatch.setattr(server_process, "free_bytes", free)
    monkeypatch.setattr(server_process, "_LOOK", 0.01)
    fake(monkeypatch, tmp_path, _FULL_AT_FIRST)
    async with Engine(new_key(), 1, tmp_path) as engine:
        first = engine.pid
        await until(lambda: engine.pid != first)
        assert len(looks) == 4
    said = [record.message for record in caplog.records]
    assert said[0] == "engine: its disk is full: nothing is stored until it has room"
    assert said[1] == "the engine's disk has room again: restarting the engine"
