"""The engine beside a node: nats-server as a child process, started again when it dies.

It never outlives us, not even if we are killed: a shell waits for the end of a pipe that only we
hold open, and then kills the engine.
"""

import asyncio
import contextlib
import logging
import os
import re
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import msgspec

from tui_chat.private_files import read_file
from tui_chat.server.cluster import ClusterError
from tui_chat.server.cluster.key_file import ClusterKey
from tui_chat.server.cluster.nats import server_config
from tui_chat.server.cluster.nats.connection_options import connect_options, import_nats
from tui_chat.server.cluster.nats.requirements import check_engine

if TYPE_CHECKING:
    from nats.aio.client import Client

_log: Final = logging.getLogger(__name__)
# The shell becomes the engine, so both have the same process id. The part before & reads a line if
# we ended the engine ourselves, and the end of the pipe if we are gone.
_SHELL: Final = (
    'exec 3<&0 </dev/null; (read _ <&3 || kill -9 $$) >/dev/null 2>&1 & exec 3<&-; exec "$@"'
)
_PATIENCE: Final = 15.0
"""Seconds for the engine to answer after its start: it may have a large store to read."""
_STOPPING: Final = 5.0
"""Seconds for the engine to end by itself."""
_ENDING: Final = 3.0
"""Seconds for one that was killed before our start to give its port back."""
_SOON: Final = 0.05
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 5.0
_LINE: Final = re.compile(r"(?:\[\d+\] )?(?:[\d/]+ [\d:.]+ )?\[(ERR|FTL|WRN)\] (.*)")
_FULL: Final = "its disk is full: nothing is stored until it has room"
_ROOM: Final = 32 << 20
"""Bytes that must be free before an engine is started anew."""
_LOOK: Final = 2.0
"""Seconds between two looks at a full disk."""
_PLAIN_PASSWORDS: Final = "Plaintext passwords detected"
"""A warning that we ignore: only we can read that file, and they are as long as a key."""
_LONGEST_LINE: Final = 1000
_REPETITION: Final = 300.0
"""Seconds in which the same thing is told only once."""
_MOST_TOLD: Final = 100
_OPENING: Final = 4096
"""Bytes that we read of an engine's first line."""


class Engine:
    """Keeps the network's log for this node: `async with Engine(key, node, state) as engine`.

    It runs an engine of our own with its files in the state folder, or stands for the existing NATS
    that the key names. Entering raises ClusterError if the engine does not answer or lacks what we
    need.
    """

    def __init__(self, key: ClusterKey, node: int, state: Path) -> None:
        self._key = key
        self._node = node
        self._state = state.absolute()
        self._port = 0
        self._running: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._last_error = ""
        self._told = _Told()
        self._is_full = asyncio.Event()
        self._watcher: asyncio.Task[None] | None = None
        self.info: dict[str, Any] = {}
        """The engine's INFO after its first start: `version` and so on."""

    @property
    def urls(self) -> tuple[str, ...]:
        """The URLs at which it is reached."""
        return self._key.nats or (f"nats://127.0.0.1:{self._port}",)

    @property
    def pid(self) -> int | None:
        """The process id of our own engine while it runs."""
        return None if self._running is None else self._running.pid

    def connect_options(self) -> dict[str, Any]:
        """The options that `nats.connect` needs to get in."""
        return connect_options(self._key, self._port)

    async def connect(self, **options: Any) -> "Client":
        """A new connection to the engine; `options` are those of `nats.connect`.

        Raises ClusterError, and what `nats.connect` raises.
        """
        quiet = {"error_cb": _note}  # by default, it logs a traceback for every failed attempt
        client: Client = await import_nats().connect(**(quiet | self.connect_options() | options))
        return client

    async def __aenter__(self) -> Self:
        import_nats()
        if self._key.nats:
            return self
        program = server_config.find_program()
        end_left_over(self._state)
        await self._can_listen()
        self._port = await asyncio.to_thread(self._write_config)
        try:
            await self._start(program)
            self.info = await self._answered()
            check_engine(self.info)
        except BaseException:
            await self._stop()
            raise
        self._keeper = asyncio.create_task(self._keep_running(program))
        self._watcher = asyncio.create_task(self._watch_disk())
        return self

    async def __aexit__(self, *_exception: object) -> None:
        for task in (self._watcher, self._keeper):
            if task is not None:
                task.cancel()
                await asyncio.wait([task])
        await self._stop()

    async def _can_listen(self) -> None:
        """Wait while a killed engine ends, which may have something to write. Raises ClusterError.

        It has no command line any more, but still its port.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + _ENDING
        while True:
            try:
                server_config.check_listening(self._key, self._node)
            except ClusterError:
                if loop.time() >= until:
                    raise
            else:
                return
            await asyncio.sleep(_SOON)

    def _write_config(self) -> int:
        port = server_config.free_port()
        server_config.write_config(self._key, self._node, self._state, port)
        return port

    async def _start(self, program: Path) -> None:
        config = self._state / server_config.FOLDER / server_config.CONFIG_FILE
        self._last_error = ""
        try:
            self._running = await asyncio.create_subprocess_exec(
                *("/bin/sh", "-c", _SHELL, "sh", str(program), "-c", str(config)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
                start_new_session=True,  # Ctrl+C is for us: we need the engine until our own end
            )
        except OSError as error:
            raise ClusterError(f"The engine cannot be started: {error.strerror}.") from error
        if self._running.stderr is not None:
            reading = asyncio.create_task(self._read_log(self._running.stderr))
            reading.add_done_callback(_look_at)

    async def _answered(self) -> dict[str, Any]:
        """The engine's INFO, as soon as it answers. Raises ClusterError."""
        running = self._running
        try:
            async with asyncio.timeout(_PATIENCE):
                while running is not None and running.returncode is None:
                    if (info := await first_info(self._port)) is not None:
                        return info
                    await asyncio.sleep(0.02)
        except TimeoutError as error:
            raise ClusterError(
                f"The engine has not answered for {_PATIENCE:.0f} seconds{self._why()}."
            ) from error
        await asyncio.sleep(0)  # for the last lines of its log
        raise ClusterError(f"The engine ended at once{self._why()}.")

    def _why(self) -> str:
        return f": {self._last_error}" if self._last_error else ""

    async def _keep_running(self, program: Path) -> None:
        pause = _FIRST_PAUSE
        loop = asyncio.get_running_loop()
        while True:
            begun = loop.time()
            if self._running is not None:
                status = await self._running.wait()
                self._close_pipe()
                why = self._why() or f" ({_ending(status)})"
                _log.error("the engine ended%s: starting it again", why)
            if loop.time() - begun > 2 * _LONGEST_PAUSE:
                pause = _FIRST_PAUSE
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
            try:
                await self._start(program)
            except ClusterError as error:
                _log.error("%s", error)
                self._running = None

    async def _watch_disk(self) -> None:
        """Restart the engine when a full disk has room again: by itself it never writes again."""
        while True:
            await self._is_full.wait()
            while free_bytes(self._state) < _ROOM:  # noqa: ASYNC110 - nothing tells us
                await asyncio.sleep(_LOOK)
            self._is_full.clear()
            if self._running is not None and self._running.returncode is None:
                _log.warning("the engine's disk has room again: restarting the engine")
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self._running.pid, signal.SIGTERM)
                    await self._running.wait()
            self._is_full.clear()

    async def _read_log(self, log: asyncio.StreamReader) -> None:
        """Log the engine's messages until it ends."""
        while text := await _line(log):
            found = _LINE.match(text)
            if found is None or _PLAIN_PASSWORDS in text:
                continue
            line = found[2][:_LONGEST_LINE].strip()
            said = in_words(line)
            if found[1] != "WRN":
                self._last_error = said
            if said == _FULL:
                self._is_full.set()
            if not self._told.is_repetition(said, asyncio.get_running_loop().time()):
                level = logging.INFO if said != line else logging.DEBUG
                _log.log(level if found[1] == "WRN" else logging.WARNING, "engine: %s", said)

    def _close_pipe(self) -> None:
        """Tell the shell that the engine has ended and needs no killing."""
        if self._running is not None and self._running.stdin is not None:
            with contextlib.suppress(OSError, RuntimeError):
                self._running.stdin.write(b"\n")
                self._running.stdin.close()

    async def _stop(self) -> None:
        running = self._running
        if running is None:
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            if running.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    # Not with the method of `running`, which may take the status away from `wait`.
                    os.kill(running.pid, number)
                    os.kill(running.pid, signal.SIGCONT)  # a stopped one hears nothing else
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(running.wait(), _STOPPING)
        self._close_pipe()
        self._running = None


class _Told:
    """What was told lately: an engine repeats some things twice a second, for hours."""

    def __init__(self) -> None:
        self._at: dict[str, float] = {}

    def is_repetition(self, said: str, now: float) -> bool:
        """Whether this was told in the last minutes; numbers in it do not matter."""
        kind = re.sub(r"\d+", "", said)
        if now - self._at.get(kind, -_REPETITION) < _REPETITION:
            return True
        if len(self._at) >= _MOST_TOLD:
            self._at.clear()
        self._at[kind] = now
        return False


def free_bytes(folder: Path) -> int:
    """Bytes that we may still write on the disk of a folder; 0 if that is unknown."""
    try:
        found = os.statvfs(folder)
    except OSError:
        return 0
    return found.f_bavail * found.f_frsize


async def first_info(port: int) -> dict[str, Any] | None:
    """The INFO of an engine on this port of this machine; None if it does not answer yet."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=_OPENING)
    except OSError:
        return None
    try:
        word, _, text = (await reader.readuntil(b"\r\n")).partition(b" ")
        info = msgspec.json.decode(text) if word == b"INFO" else None
    except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, msgspec.DecodeError):
        return None
    finally:
        writer.close()
    return info if isinstance(info, dict) else None


def end_left_over(state: Path) -> None:
    """End an engine that an earlier server on this folder has left running."""
    folder = state / server_config.FOLDER
    try:
        pid = int(read_file(folder / server_config.PID_FILE, 20))
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return  # none runs, or this system cannot tell
    if os.fsencode(folder / server_config.CONFIG_FILE) not in command:
        return
    _log.warning("an engine from an earlier start is still running in %s: stopping it", folder)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        watched = os.pidfd_open(pid) if sys.platform == "linux" else -1
        os.kill(pid, signal.SIGKILL)
        if watched >= 0:
            import select  # noqa: PLC0415

            select.select([watched], [], [], _STOPPING)
            os.close(watched)


def in_words(line: str) -> str:
    """What a line of the engine's log means, in an operator's words."""
    low = line.lower()
    if "address already in use" in low:
        port = re.search(r":(\d+): bind", line)
        return f"port {port[1] if port else 'for the other machines'} is already in use"
    if "no space left" in low or "resource limits exceeded" in low:
        return _FULL
    if found := re.search(r"dial tcp (\S+): (?:connect: )?(.+)", line):
        return f"{found[1]} cannot be reached ({found[2]}): trying again"
    if "meta leader" in low or "waiting for routing" in low:
        return "it waits for others: more than half of the machines must run"
    if any(one in low for one in ("certificate", "x509", "handshake error", "authentication")):
        peer = re.match(r"(\S+:\d+) - ", line)
        return f"{peer[1] if peer else 'a machine'} does not have this network's key: refused"
    return line


def _ending(status: int) -> str:
    return f"status {status}" if status >= 0 else f"by {signal.Signals(-status).name}"


async def _line(log: asyncio.StreamReader) -> str:
    """The next line; "" at the end. The rest of a line that is too long counts as another."""
    try:
        data = await log.readuntil(b"\n")
    except asyncio.IncompleteReadError as error:
        data = error.partial
    except asyncio.LimitOverrunError as error:
        data = await log.readexactly(error.consumed)
    return data.decode("utf-8", "replace")


async def _note(error: Exception) -> None:
    _log.debug("connection to the engine: %r", error)


def _look_at(reading: asyncio.Task[None]) -> None:
    if not reading.cancelled() and reading.exception() is not None:
        _log.warning("the engine's log could not be read: %s", reading.exception())
