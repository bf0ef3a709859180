"""Malicious uploads harm neither readers, nor the disk, nor the quotas of others."""

import asyncio
import contextlib
import errno
import os
from pathlib import Path

import msgspec
import pytest

from tests.server.files.uploads import (
    PASSWORD,
    PNG,
    asked,
    basic,
    file_config,
    parsed,
    path_of,
    put,
    with_account,
)
from tests.server.sockets import Client, from_
from tests.server.world import CHEAP_PASSWORDS
from tui_chat.server.config.config_schema import Listen
from tui_chat.server.core.events import AccountOrder, AccountOrdered, ClientId, Millis
from tui_chat.server.core.users.network_ban_parsing_and_persistence import make_ban
from tui_chat.server.files import address_allowance
from tui_chat.server.files.file_store import FOLDER, LEAST
from tui_chat.server.process.server import Server

PAGE = b"<html><script>alert(document.cookie)</script>"


def stored(state: Path) -> list[bytes]:
    return [file.read_bytes() for file in (state / FOLDER).rglob("*") if file.is_file()]


@pytest.mark.parametrize(
    ("kind", "name", "content"),
    [
        ("text/html", "x.html", PAGE),
        ("image/svg+xml", "x.svg", b"<svg onload='alert(1)'/>"),
        ("application/xhtml+xml", "x.png", PAGE),
        ("text/xml", "x.xml", b"<?xml version='1.0'?>"),
        ("text/html", "x.gif", b"GIF89a/*" + PAGE),
        ("text/plain", "x.txt", PAGE),
        ("application/pdf", "x.pdf", b"%PDF-1.7 /JS"),
        ("", "x.html", PAGE),
    ],
)
async def test_a_browser_runs_nothing_of_it(
    kind: str, name: str, content: bytes, tmp_path: Path
) -> None:
    async with Server(file_config(), tmp_path) as server, await with_account(server):
        disposition = f'attachment; filename="{name}"'
        sent = await put(server, content, Content_Type=kind, Content_Disposition=disposition)
        got = await asked(server, "GET", path_of(sent))
    assert got.body == content
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert got.headers["Content-Type"] in {
        "application/octet-stream",
        "application/pdf",
        "text/plain; charset=utf-8",
    }


async def test_a_picture_is_sandboxed_too(tmp_path: Path) -> None:
    async with Server(file_config(), tmp_path) as server, await with_account(server):
        got = await asked(server, "GET", path_of(await put(server, PNG + PAGE)))
    assert got.headers["Content-Type"] == "image/png"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/cron.d/x",
        "..\\..\\x",
        "/etc/passwd",
        'a"; filename="b',
        "\u202egpj.exe",
        "%0d%0aX: y",
    ],
)
async def test_names_lead_nowhere(name: str, tmp_path: Path) -> None:
    async with Server(file_config(), tmp_path) as server, await with_account(server):
        disposition = f"attachment; filename*=UTF-8''{name}"
        sent = await put(server, b"x", Content_Disposition=disposition)
        got = await asked(server, "GET", path_of(sent))
    assert got.status == 200
    assert "X" not in got.headers
    written = got.headers["Content-Disposition"].partition("filename=")[2]
    assert not set("/\\\r\n") & set(written)
    assert path_of(sent).count("/") == 3
    assert stored(tmp_path) == [b"x"]


async def test_two_uploads_at_once_cannot_share_the_room_for_one(tmp_path: Path) -> None:
    async with (
        Server(file_config(quota=10_000), tmp_path) as server,
        await with_account(server),
    ):
        answers = await asyncio.gather(*(put(server, bytes([i]) * 6000) for i in range(6)))
    statuses = sorted(answer.status for answer in answers)
    assert statuses.count(201) == 1
    assert set(statuses) == {201, 507}
    assert len(stored(tmp_path)) == 1


async def test_a_length_that_is_a_lie_gains_nothing(tmp_path: Path) -> None:
    config = file_config(quota=14_000)
    head = f"POST /files HTTP/1.1\r\nHost: a\r\nAuthorization: {basic()}\r\n"
    async with Server(config, tmp_path) as server, await with_account(server):
        port = server.endpoints.listeners[1].port
        async with await Client.to(server, port=port) as long:
            long.sends(f"{head}Content-Length: 5\r\n\r\nhello and much more".encode())
            assert parsed(await long.reader.read()).status == 201
        async with await Client.to(server, port=port) as short:
            short.sends(f"{head}Content-Length: 9000\r\n\r\nhello".encode())
        # Whoever hangs up gives the room back.
        while (await put(server, b"x" * 9000)).status != 201:
            pass
    assert sorted(stored(tmp_path)) == [b"hello", b"x" * 9000]


async def test_nothing_goes_over_the_net_in_clear(tmp_path: Path) -> None:
    config = file_config(Listen(port=0, websocket=True, plain=True, proxy="required"))
    async with Server(config, tmp_path) as server, await with_account(server):
        port = server.endpoints.listeners[1].port
        for request in (
            f"POST /files HTTP/1.1\r\nAuthorization: {basic()}\r\nContent-Length: 1\r\n\r\nx",
            "GET /files/anything HTTP/1.1\r\n\r\n",
        ):
            first = from_("203.0.113.9")
            async with await Client.to(server, port=port, first=first) as client:
                client.sends(request.encode())
                answer = parsed(await client.reader.read())
            assert answer.status == 403
            assert b"not sent in clear" in answer.body
    assert stored(tmp_path) == []


async def test_whoever_guesses_passwords_here_waits_as_anywhere(tmp_path: Path) -> None:
    async with Server(file_config(), tmp_path) as server, await with_account(server):
        wrong = [
            await put(server, b"x", Authorization=basic("bob", f"guess {i}")) for i in range(11)
        ]
    assert {answer.status for answer in wrong} == {401}
    assert b"Too many wrong passwords" in wrong[-1].body


async def test_a_server_password_keeps_guesses_out_and_members_in(tmp_path: Path) -> None:
    config = file_config()
    server_keys = msgspec.structs.replace(config.server, password="sesame")
    config = msgspec.structs.replace(config, server=server_keys)
    async with Server(config, tmp_path) as server, await Client.to(server) as ana:
        ana.says("PASS sesame", "CAP REQ batch", "NICK ana", "USER a 0 * :A", "CAP END")
        ana.says("REGISTER * * opensesame")
        await ana.hears("REGISTER SUCCESS ana")
        for password in ("wrong", "opensesame"):
            answer = await put(server, PNG, Authorization=basic("ana", password))
            assert answer.status == 401
            assert b"This server has a password" in answer.body
        ana.says("TOKEN GENERATE FILEHOST")
        token = (await ana.hears("TOKEN GENERATE")).split()[-1].lstrip(":")
        answer = await put(server, PNG, Authorization=f"Bearer {token}")
        assert answer.status == 201


@pytest.mark.parametrize("target", ["account:ana", "127.0.0.1", "ana!*@*"])
async def test_who_is_banned_sends_and_deletes_nothing(target: str, tmp_path: Path) -> None:
    async with Server(file_config(), tmp_path) as server, await with_account(server):
        sent = await put(server, PNG)
        bans = server.node.network.bans
        bans.add(make_ban(server.node.network, target, "spam", "op", Millis(0), Millis(0)))
        refused = await put(server, b"more")
        kept = await asked(server, "DELETE", path_of(sent), Authorization=basic())
    assert (refused.status, kept.status) == (401, 401)
    assert refused.body == kept.body == b"You are banned: spam.\n"
    assert stored(tmp_path) == [PNG]


async def test_many_accounts_of_one_address_do_not_fill_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address_allowance, "is_local", lambda _host: False)
    config = file_config(quota=2 * LEAST)
    names = [f"ana{number}" for number in range(6)]
    async with Server(config, tmp_path) as server, contextlib.AsyncExitStack() as stack:
        for name in names:
            await stack.enter_async_context(await with_account(server, name))
        answers = [
            await put(server, PNG, Authorization=basic(name)) for name in names for _ in range(2)
        ]
    assert [answer.status for answer in answers] == [201] * 8 + [429] * 4
    assert b"Too much was sent from your address" in answers[-1].body


async def test_who_may_not_join_sends_nothing(tmp_path: Path) -> None:
    config = file_config()
    accounts = msgspec.structs.replace(config.accounts, allow=("bob",))
    async with Server(msgspec.structs.replace(config, accounts=accounts), tmp_path) as server:
        node = server.node
        secrets = CHEAP_PASSWORDS.secrets(PASSWORD)
        for name in ("ana", "bob"):
            order = AccountOrdered(ClientId(0), node.now(), AccountOrder.ADD, name, secrets)
            node.backplane.submit(order)
        answers = [await put(server, PNG, Authorization=basic(name)) for name in ("ana", "bob")]
    assert [answer.status for answer in answers] == [401, 201]


async def test_a_full_disk_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    async with Server(file_config(), tmp_path) as server, await with_account(server):
        monkeypatch.setattr(os, "fsync", full)
        refused = await put(server, b"hello")
        monkeypatch.undo()
        assert refused.status == 507
        assert b"disk is full" in refused.body
        assert stored(tmp_path) == []
        assert (await put(server, b"hello")).status == 201
