"""A socket in the state folder over which the operator manages accounts, for its owner alone.

A request and its reply are one line of JSON each. If no server runs, the request is carried out
in its files.
"""

import asyncio
import contextlib
import errno
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from tui_chat.server.config.config_schema import Listen
from tui_chat.server.core.accounts.account_creation_and_deletion import name_problem
from tui_chat.server.core.events import AccountOrder
from tui_chat.server.core.password_hash_and_scram_keys import Secrets
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.users.invitation_records import in_words
from tui_chat.server.engine.node import Node
from tui_chat.server.process import invitation_orders
from tui_chat.server.process.invitation_orders import NewInvitationOrder
from tui_chat.server.process.state_folder.creation_and_lock import secure
from tui_chat.server.process.state_folder.node_name_file import node_of
from tui_chat.server.store import History
from tui_chat.server.store.history_schema import FILE
from tui_chat.server.store.missing_database_check import check_together
from tui_chat.server.store.sqlite_history import SqliteHistory
from tui_chat.server.store.sqlite_record_store import SqliteRecords

_NAME: Final = "control.sock"
_LONGEST: Final = 1 << 16
"""Bytes of a request."""
_PATIENCE: Final = 10.0
"""Seconds to wait for the other side."""
Invited = Callable[[str], tuple[str, ...]]
"""Gives what to pass on to those who are invited with a token."""
_SHORT: Final = 100
"""Bytes of a path that every system takes for a socket's."""
_DESCRIPTORS: Final = Path("/proc/self/fd")
"""Where Linux names each open file."""


class ControlRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A request; without an order, for the names of all accounts, or for what is set below."""

    order: AccountOrder | None = None
    account: str = ""
    secrets: Secrets | None = None
    places: bool = False
    invite: NewInvitationOrder | None = None
    revoke: str = ""
    """The id of an invitation to be revoked."""
    invitations: bool = False


class ControlReply(msgspec.Struct, frozen=True):
    """The reply: why the order was refused, "" if it was not; the names of all accounts.

    `places` are where the server listens, if that was asked. `lines` are what to pass on of a new
    invitation, or one about each invitation; `said` is a sentence about what was done.
    """

    refusal: str = ""
    accounts: tuple[str, ...] = ()
    places: tuple[Listen, ...] = ()
    lines: tuple[str, ...] = ()
    said: str = ""


class ControlError(Exception):
    """The server, or its files, could not be reached; the text is a sentence that says why."""


class ControlSocket:
    """The socket of a running server."""

    def __init__(
        self,
        node: Node,
        folder: Path,
        places: Callable[[], tuple[Listen, ...]] = tuple,
        invited: Invited | None = None,
    ) -> None:
        """`places` says where the server listens, `invited` what to pass on with a token."""
        self._node = node
        self._folder = folder
        self._places = places
        self._invited = invited
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Accept requests from now on. Raises OSError."""
        if not hasattr(socket, "AF_UNIX"):
            return
        listener = socket.socket(socket.AF_UNIX)
        try:
            with _address(self._folder) as path:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(path)  # noqa: PTH108 - not always the path of a file
                listener.bind(path)
                os.chmod(path, 0o600)  # noqa: PTH101 - the same
        except BaseException:
            listener.close()
            raise
        self._server = await asyncio.start_unix_server(self._serve, sock=listener, limit=_LONGEST)

    async def close(self) -> None:
        """Accept no more requests."""
        if self._server is not None:
            self._server.close()
            with contextlib.suppress(OSError):
                (self._folder / _NAME).unlink()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                line = await reader.readline()
                writer.write(msgspec.json.encode(await self._reply(line)) + b"\n")
                await writer.drain()
        except (OSError, ValueError, TimeoutError):
            pass  # the other side is gone, or sent something else
        finally:
            writer.close()

    async def _reply(self, line: bytes) -> ControlReply:
        try:
            wanted = msgspec.json.decode(line, type=ControlRequest)
        except msgspec.DecodeError as error:
            return ControlReply(f"That is no order: {error}.")
        if wanted.places:
            return ControlReply(places=self._places())
        reply = begin(self._node, wanted, self._invited)
        if reply.refusal:
            return reply
        applied = asyncio.Event()
        self._node.when_applied(applied.set)
        await applied.wait()
        return end(self._node, wanted, reply)


def order(folder: Path, settings: Settings, wanted: ControlRequest) -> ControlReply:
    """Have an order carried out, by the server that runs in the folder or else in its files.

    Raises ControlError, and StoreError if its files cannot be used.
    """
    if not folder.is_dir():
        raise ControlError(
            f"There is no state folder {folder}: start a server, or name it --state."
        )
    try:
        return _ask(folder, wanted)
    except (FileNotFoundError, ConnectionRefusedError):
        return _do_offline(folder, settings, wanted)
    except (OSError, msgspec.DecodeError) as error:
        raise ControlError(f"The server in {folder} does not answer: {error}.") from error


def places_of(folder: Path) -> tuple[Listen, ...]:
    """Where the server listens that runs in the folder. Raises ControlError if it does not say."""
    try:
        reply = _ask(folder, ControlRequest(places=True))
    except (OSError, msgspec.DecodeError) as error:
        raise ControlError(f"The server in {folder} does not answer: {error}.") from error
    if reply.refusal:
        raise ControlError(reply.refusal)
    return reply.places


def carry_out(node: Node, wanted: ControlRequest, invited: Invited | None = None) -> ControlReply:
    """Carry out an order in a node that is alone; `invited` says what to pass on with a token."""
    reply = begin(node, wanted, invited)
    return reply if reply.refusal else end(node, wanted, reply)


def begin(node: Node, wanted: ControlRequest, invited: Invited | None = None) -> ControlReply:
    """Have an order carried out, or refuse it; what is replied holds when that is applied."""
    if wanted.invite is not None:
        return _invite(node, wanted.invite, invited)
    if wanted.revoke:
        if not invitation_orders.revoke(node, wanted.revoke):
            return ControlReply(f"There is no invitation {wanted.revoke}.")
        return ControlReply(said=f"The invitation {wanted.revoke} was revoked.")
    if wanted.invitations:
        return ControlReply(lines=invitation_orders.listed(node))
    return _about_accounts(node, wanted)


def _about_accounts(node: Node, wanted: ControlRequest) -> ControlReply:
    network = node.network
    name = wanted.account
    if wanted.order is AccountOrder.ADD:
        problem = name_problem(network, name)
        if problem is not None:
            return ControlReply(f"{problem[1]}.")
    elif wanted.order is not None and network.accounts.find(name) is None:
        return ControlReply(f"There is no account {name}.")
    if wanted.order is not None:
        node.order(wanted.order, name, wanted.secrets)
    return ControlReply()


def end(node: Node, wanted: ControlRequest, reply: ControlReply) -> ControlReply:
    """Commit an order that was applied, and give the reply to it."""
    node.history.commit()
    node.records.commit()
    accounts = node.network.accounts
    if wanted.order is AccountOrder.ADD:
        made = accounts.find(wanted.account)
        if made is None or made.secrets != wanted.secrets:  # somebody else was faster
            return ControlReply(f"The account {wanted.account} could not be created: try again.")
    if reply.lines or reply.said:
        return reply
    return replace(reply, accounts=tuple(sorted(account.name for account in accounts)))


def _invite(node: Node, new: NewInvitationOrder, invited: Invited | None) -> ControlReply:
    if invited is None:
        return ControlReply("No server runs there: start it first, so that it knows its addresses.")
    token = invitation_orders.new_token()
    lines = invited(token)
    if not lines:
        return ControlReply("This computer has no network address: nobody can be invited yet.")
    made = invitation_orders.make(node, token, new)
    if made is None:
        return ControlReply("There are too many invitations: revoke some first.")
    return ControlReply(lines=lines, said=f"Invitation {in_words(made)}.")


def _ask(folder: Path, wanted: ControlRequest) -> ControlReply:
    if not hasattr(socket, "AF_UNIX"):
        raise FileNotFoundError
    with _address(folder) as path, socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_PATIENCE)
        connection.connect(path)
        connection.sendall(msgspec.json.encode(wanted) + b"\n")
        with connection.makefile("rb") as answer:
            return msgspec.json.decode(answer.readline(), type=ControlReply)


def _do_offline(folder: Path, settings: Settings, wanted: ControlRequest) -> ControlReply:
    secure(folder)
    check_together(folder)
    name = node_of(folder)
    if name and (wanted.order or wanted.invite or wanted.revoke):
        raise ControlError(
            f"{folder} belongs to {name} of a network on several machines, which does not run: "
            "start it, or say this on a machine whose server runs."
        )
    with contextlib.ExitStack() as files:
        records = SqliteRecords(folder)
        files.callback(records.close)
        history: History | None = None
        if (folder / FILE).exists():  # what goes with an account is dropped there, too
            history = SqliteHistory(folder)
            files.callback(history.close)
        node = Node(settings, lambda _later: None, history, records)
        node.restore()
        reply = carry_out(node, wanted)
        if name and wanted == ControlRequest():
            reply = replace(reply, said=f"These are the accounts that {name} knew when it stopped.")
        return reply


@contextlib.contextmanager
def _address(folder: Path) -> Iterator[str]:
    """The path of the socket, in a form that is short enough for the system."""
    path = folder / _NAME
    if len(os.fsencode(path)) <= _SHORT:
        yield str(path)
        return
    if _DESCRIPTORS.is_dir():
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield str(_DESCRIPTORS / str(descriptor) / _NAME)
        finally:
            os.close(descriptor)
    else:
        with _short_folder() as short:
            link = short / "state"
            link.symlink_to(folder.absolute())
            yield str(link / _NAME)


@contextlib.contextmanager
def _short_folder() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    import tempfile  # noqa: PLC0415 - seldom needed, and large

    try:
        made = tempfile.TemporaryDirectory(prefix="tui-chat-")
    except FileNotFoundError as error:  # which would mean that no server runs
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG)) from error
    with made as path:
        yield Path(path)
