"""Questions that nodes ask each other directly, on subjects of the engine and not in the log.

They are about things that only one node has: its connections, its progress and its history.
"""

import asyncio
import contextlib
import logging
import os
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import time_ns
from typing import Any, Final

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from tui_chat.server import exception_logging
from tui_chat.server.cluster import ClusterError
from tui_chat.server.core.events import ClientId
from tui_chat.server.store.history_log_place import LogPlace, log_place
from tui_chat.server.store.history_schema import FILE as HISTORY
from tui_chat.server.store.search_index import FILE as INDEX
from tui_chat.server.store.sqlite_opening_and_migration import connect

_log: Final = logging.getLogger(__name__)
_PART: Final = 512 * 1024
"""Bytes of a history file in one answer."""
_IDLE: Final = 60.0
"""Seconds after which a copy that nobody reads is deleted."""
_PATIENCE: Final = 5.0
"""Seconds for a node to answer; a copy of a large history takes longer."""
_COPYING: Final = 600.0
_ATTEMPTS: Final = 3
"""Nodes that are asked for their history, until one has given it."""
_MOST_COPIES: Final = 4
"""Copies of the history at one time, each as large as it; then the one that was read least lately
goes."""
_NO_COPY_FOR: Final = 60.0
"""Seconds in which a node that could not copy its history offers it to nobody."""


class Standing(msgspec.Struct, frozen=True, array_like=True):
    """How far a node has come, and how it is."""

    name: str
    incarnation: int
    sequence: int
    """Of the last entry of the log that it has applied."""
    digest: str
    """Of its whole state there."""
    people: int
    """Users of the whole network, as the node knows them."""
    connections: int
    """Clients connected to this node."""
    can_write: bool = True
    """Whether the log accepts what people on this node say."""
    is_witness: bool = False
    """Whether it only keeps the log, and serves nobody."""
    clock: int = 0
    """Its own time, in milliseconds since 1970; 0 if it does not tell."""


class _Offer(msgspec.Struct, array_like=True):
    incarnation: int
    place: LogPlace


class _Copy(msgspec.Struct, array_like=True):
    name: str
    size: int


class _Part(msgspec.Struct, array_like=True):
    name: str
    begin: int


class PeerRequests:
    """Asks other nodes of the network, and answers them.

    `folder` holds the history. `is_alive` finds out whether any of these clients of this node is
    still connected, and calls its second argument with the answer. `standing` describes the node.
    """

    def __init__(
        self,
        connection: Client,
        network: str,
        folder: Path,
        is_alive: Callable[[tuple[ClientId, ...], Callable[[bool], None]], object],
        standing: Callable[[], Standing],
    ) -> None:
        self._standing = standing
        self._connection = connection
        self._subject = f"tc.{network}.ask"
        self._folder = folder
        self._is_alive = is_alive
        self._incarnation = 0
        self._subscriptions: list[Any] = []
        self._copies: dict[str, asyncio.TimerHandle] = {}
        """The copies of our history that others read, with the timers that delete them.

        The one that was read last comes last."""
        self._no_copy_until = 0.0
        """In the loop's time."""

    # Answering.

    async def answer_as(self, incarnation: int) -> None:
        """Answer questions from now on, as this incarnation."""
        await self.close()
        self._incarnation = incarnation
        own = f"{self._subject}.{incarnation}"
        for subject, answer in (
            (f"{self._subject}.history", self._offer),
            (f"{self._subject}.standing", self._stand),
            (f"{own}.copy", self._copy),
            (f"{own}.part", self._part),
            (f"{own}.alive", self._alive),
        ):
            self._subscriptions.append(
                await self._connection.subscribe(subject, cb=_reported(answer))
            )

    async def close(self) -> None:
        """Answer no more questions."""
        for subscription in self._subscriptions:
            with contextlib.suppress(NatsError):
                await subscription.unsubscribe()
        self._subscriptions = []
        for name in tuple(self._copies):
            self._drop(name)

    async def _offer(self, message: Msg) -> None:
        if asyncio.get_running_loop().time() < self._no_copy_until:
            return
        wanted = msgspec.json.decode(message.data, type=LogPlace)
        place = await asyncio.to_thread(log_place, self._folder)
        if place >= wanted:
            await message.respond(msgspec.json.encode(_Offer(self._incarnation, place)))

    async def _stand(self, message: Msg) -> None:
        await message.respond(msgspec.json.encode(self._standing()))

    async def _copy(self, message: Msg) -> None:
        try:
            path = await asyncio.to_thread(_copied, self._folder / HISTORY)
        except (OSError, sqlite3.Error) as error:
            _log.error("the history cannot be copied for another node: %s", error)
            self._no_copy_until = asyncio.get_running_loop().time() + _NO_COPY_FOR
            await message.respond(b"")
            return
        self._keep(path.name)
        await message.respond(msgspec.json.encode(_Copy(path.name, path.stat().st_size)))

    async def _part(self, message: Msg) -> None:
        part = msgspec.json.decode(message.data, type=_Part)
        if part.name not in self._copies or part.begin < 0:
            return
        self._keep(part.name)
        with (self._folder / part.name).open("rb") as file:
            file.seek(part.begin)
            await message.respond(file.read(_PART))

    def _keep(self, name: str) -> None:
        if name in self._copies:
            self._copies.pop(name).cancel()
        loop = asyncio.get_running_loop()
        self._copies[name] = loop.call_later(_IDLE, self._drop, name)
        if len(self._copies) > _MOST_COPIES:
            self._drop(next(iter(self._copies)))

    def _drop(self, name: str) -> None:
        self._copies.pop(name).cancel()
        (self._folder / name).unlink(missing_ok=True)

    async def _alive(self, message: Msg) -> None:
        clients = msgspec.json.decode(message.data, type=tuple[ClientId, ...])
        alive: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._is_alive(clients, alive.set_result)
        await message.respond(msgspec.json.encode(await alive))

    # Asking.

    async def any_alive(
        self, incarnation: int, clients: tuple[ClientId, ...], patience: float
    ) -> bool:
        """Whether any of these clients of another node is alive; assumed if it does not answer."""
        try:
            answer = await self._connection.request(
                f"{self._subject}.{incarnation}.alive",
                msgspec.json.encode(clients),
                timeout=patience,
            )
            return msgspec.json.decode(answer.data, type=bool)
        except (NatsError, TimeoutError, msgspec.MsgspecError):
            return True

    async def fetch_history(self, wanted: LogPlace) -> bool:
        """Replace our history, which must not be open, with another node's; False if none has it.

        The new one reaches at least to `wanted`. Raises ClusterError if it cannot be written here.
        """
        for _attempt in range(_ATTEMPTS):
            node = await self._offered(wanted)
            if not node:
                break
            try:
                draft = await self._fetched(node)
                await asyncio.to_thread(_put_in_place, draft)
            except (NatsError, TimeoutError, msgspec.MsgspecError, sqlite3.Error) as error:
                _log.warning("another node did not send its history (%s)", error or "no answer")
            except OSError as error:
                raise ClusterError(
                    f"The history of another node cannot be written to {self._folder}: "
                    f"{error.strerror}."
                ) from error
            else:
                return True
        return False

    async def _offered(self, wanted: LogPlace) -> int:
        """A node whose history goes at least to that place; 0 if none offers one."""
        try:
            found = await self._connection.request(
                f"{self._subject}.history", msgspec.json.encode(wanted), timeout=_PATIENCE
            )
            return msgspec.json.decode(found.data, type=_Offer).incarnation
        except (NatsError, TimeoutError, msgspec.MsgspecError):
            _log.warning("no other node offers its history")
            return 0

    async def _fetched(self, node: int) -> Path:
        """A file with another node's history, as it came."""
        ask = self._connection.request
        made = await ask(f"{self._subject}.{node}.copy", b"", timeout=_COPYING)
        copy = msgspec.json.decode(made.data, type=_Copy)
        _log.info("fetching the history of another node: %d bytes", copy.size)
        draft = self._folder / f"{HISTORY}.fetched"
        with draft.open("wb") as file:
            draft.chmod(0o600)
            while file.tell() < copy.size:
                part = msgspec.json.encode(_Part(copy.name, file.tell()))
                got = await ask(f"{self._subject}.{node}.part", part, timeout=_PATIENCE)
                if not got.data:
                    raise TimeoutError
                file.write(got.data)
            file.flush()
            os.fsync(file.fileno())
        return draft


async def answer_as_witness(connection: Client, network: str, name: str) -> None:
    """Answer questions about nodes with: `name` is a witness. It ends with the connection."""

    async def stand(message: Msg) -> None:
        clock = time_ns() // 1_000_000
        standing = Standing(name, 0, 0, "", 0, 0, is_witness=True, clock=clock)
        await message.respond(msgspec.json.encode(standing))

    await connection.subscribe(f"tc.{network}.ask.standing", cb=_reported(stand))


def _reported(answer: Callable[[Msg], Any]) -> Callable[[Msg], Any]:
    async def guarded(message: Msg) -> None:
        try:
            await answer(message)
        except NatsError:
            pass  # the other node will ask again
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            pass  # that was no question of ours
        except Exception as error:  # noqa: BLE001 - the next question may be answered
            exception_logging.report("another node's question could not be answered", error)

    return guarded


def _copied(history: Path) -> Path:
    """A consistent copy of a history file that is in use."""
    number, name = tempfile.mkstemp(prefix=f"{HISTORY}.copy-", dir=history.parent)
    os.close(number)
    try:
        with (
            contextlib.closing(connect(history, read_only=True)) as original,
            contextlib.closing(sqlite3.connect(name)) as made,
        ):
            original.backup(made)
            made.execute("PRAGMA journal_mode = DELETE")  # or a part of it would be in other files
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _put_in_place(draft: Path) -> None:
    """Make a file our history, if it is not damaged. Its search index will be made again."""
    with contextlib.closing(sqlite3.connect(draft)) as database:
        (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)
    for name in (HISTORY, INDEX):
        for ending in ("-wal", "-shm"):
            draft.with_name(name + ending).unlink(missing_ok=True)
    draft.with_name(INDEX).unlink(missing_ok=True)
    draft.replace(draft.with_name(HISTORY))
