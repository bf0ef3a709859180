"""Files over HTTP, through real sockets."""

from pathlib import Path

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
from tests.server.sockets import Client
from tui_chat.server.files.file_store import FOLDER
from tui_chat.server.process.server import Server


def stored(state: Path) -> list[bytes]:
    """What lies in the folder."""
    return [file.read_bytes() for file in (state / FOLDER).rglob("*") if file.is_file()]


async def test_a_file_is_put_and_fetched(tmp_path: Path) -> None:
    async with Server(file_config(), tmp_path) as server, await with_account(server):
        put_there = await put(
            server,
            PNG,
            Content_Type="image/png",
            Content_Disposition='attachment; filename="my cat.png"',
        )
        assert put_there.status == 201
        assert path_of(put_there).endswith("/my-cat.png")
        got = await asked(server, "GET", path_of(put_there))
        head = await asked(server, "HEAD", path_of(put_there))
    assert (got.status, got.body) == (200, PNG)
    assert got.headers["Content-Type"] == "image/png"
    assert got.headers["Content-Disposition"] == 'inline; filename="my cat.png"'
    assert (head.status, head.body) == (200, b"")
    assert head.headers == got.headers


async def test_the_network_tells_where_it_is(tmp_path: Path) -> None:
    async with Server(file_config(), tmp_path) as server, await Client.to(server) as client:
        client.says("NICK ana", "USER ana 0 * :Ana")
        await client.hears(" soju.im/FILEHOST=http://127.0.0.1/files ")


async def test_nothing_is_told_or_taken_without_a_folder_for_it() -> None:
    async with Server(file_config()) as server, await Client.to(server) as client:
        client.says("NICK ana", "USER ana 0 * :Ana", "QUIT")
        assert not [line for line in await client.hears_all() if "FILEHOST" in line]
        assert (await put(server, b"a")).status == 404


async def test_a_token_of_the_network_is_as_good_as_a_password_once(tmp_path: Path) -> None:
    async with Server(file_config(), tmp_path) as server, await with_account(server) as ana:
        ana.says("TOKEN GENERATE FILEHOST")
        token = (await ana.hears(" TOKEN GENERATE FILEHOST ")).split()[-1]
        first = await put(server, b"hello", Authorization=f"Bearer {token}")
        again = await put(server, b"hello", Authorization=f"Bearer {token}")
    assert (first.status, again.status) == (201, 401)


@pytest.mark.parametrize(
    ("authorization", "words"),
    [
        (None, b"Say the name"),
        ("Basic !!!", b"must be Basic"),
        ("Basic " + "QQ==", b"must be Basic"),
        ("Bearer a b", b"must be Basic"),
        ("Digest x", b"must be Basic"),
        ("Bearer nothing", b"token could not be validated"),
        (basic(password="wrong"), b"incorrect"),
        (basic(password="x" * 300), b"incorrect"),
        (basic("nobody"), b"incorrect"),
        (basic("ana", f"{PASSWORD}\0"), b"must be Basic"),
    ],
)
async def test_who_is_not_known_puts_nothing(
    authorization: str, words: bytes, tmp_path: Path
) -> None:
    async with Server(file_config(), tmp_path) as server, await with_account(server):
        answer = await put(server, b"hello", Authorization=authorization)
        assert answer.status == 401
        assert words in answer.body
        assert answer.headers["WWW-Authenticate"].startswith("Basic ")
        assert len(server.node.network.sessions) == 1
    assert stored(tmp_path) == []


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        ({"Content_Length": None}, b"", 411),
        ({}, b"", 400),
        ({"Content_Length": "5000"}, b"", 413),
        ({"Content_Type": "application/pdf"}, b"%PDF-", 415),
        ({"Content_Type": "image/png"}, b"<html>", 415),
        ({}, b"a" * 900, 415),
        ({"Origin": "https://evil.example"}, PNG, 403),
        ({"Transfer_Encoding": "chunked"}, PNG, 411),
    ],
)
async def test_what_cannot_be_taken_has_a_status_and_leaves_nothing(
    headers: dict[str, str], content: bytes, status: int, tmp_path: Path
) -> None:
    config = file_config(size=1000, types=("image/*",))
    async with Server(config, tmp_path) as server, await with_account(server):
        assert (await put(server, content, **headers)).status == status
    assert stored(tmp_path) == []


async def test_a_quota_holds_over_restarts(tmp_path: Path) -> None:
    config = file_config(quota=10_000)
    async with Server(config, tmp_path) as server, await with_account(server):
        assert (await put(server, b"a" * 6000)).status == 201
    async with Server(config, tmp_path) as server:
        refused = await put(server, b"b" * 6000)
        assert refused.status == 507
        assert b"more room than your account has" in refused.body
    assert stored(tmp_path) == [b"a" * 6000]


async def test_only_who_put_a_file_there_deletes_it(tmp_path: Path) -> None:
    async with (
        Server(file_config(), tmp_path) as server,
        await with_account(server),
        await with_account(server, "bob"),
    ):
        path = path_of(await put(server, b"hello"))
        bobs = await asked(server, "DELETE", path, Authorization=basic("bob"))
        anas = await asked(server, "DELETE", path, Authorization=basic())
        gone = await asked(server, "GET", path)
    assert (bobs.status, anas.status, gone.status) == (404, 200, 404)
    assert stored(tmp_path) == []


async def test_a_page_that_may_use_the_server_may_read_its_answers(tmp_path: Path) -> None:
    page = "http://127.0.0.1"
    async with Server(file_config(), tmp_path) as server, await with_account(server):
        asks = await asked(server, "OPTIONS", "/files", Origin=page)
        sends = await put(server, b"hello", Origin=page)
        refused = await put(server, b"hello", Origin=page, Authorization=basic(password="wrong"))
        other = await asked(server, "OPTIONS", "/files", Origin="https://evil.example")
    assert asks.status == 204
    assert asks.headers["Accept-Post"] == "*/*"
    for answer in (asks, sends, refused):
        assert answer.headers["Access-Control-Allow-Origin"] == page
    assert "Access-Control-Allow-Origin" not in other.headers


@pytest.mark.parametrize("name", ["", "nothing", "../../etc/passwd", "%2e%2e", "%00"])
async def test_what_is_not_there_is_not_found(name: str, tmp_path: Path) -> None:
    async with Server(file_config(), tmp_path) as server:
        assert (await asked(server, "GET", f"/files/{name}")).status == 404


async def test_other_methods_are_told_which_there_are(tmp_path: Path) -> None:
    async with Server(file_config(), tmp_path) as server:
        answer = await asked(server, "PUT", "/files/a")
    assert answer.status == 405
    assert "POST" in answer.headers["Allow"]


async def test_old_files_are_deleted(tmp_path: Path) -> None:
    async with Server(file_config(keep_days=1e-9), tmp_path) as server, await with_account(server):
        path = path_of(await put(server, b"hello"))
        while (await asked(server, "GET", path)).status != 404:
            server.files.tidy()  # type: ignore[union-attr]
    assert stored(tmp_path) == []


async def test_many_files_at_once_have_to_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_chat.server.files.file_host.MOST_AT_ONCE", 1)
    head = f"POST /files HTTP/1.1\r\nAuthorization: {basic()}\r\nContent-Length: 9\r\n\r\n"
    async with Server(file_config(), tmp_path) as server, await with_account(server):
        port = server.endpoints.listeners[1].port
        async with await Client.to(server, port=port) as first:
            first.sends(f"{head}hello".encode())
            assert (await asked(server, "GET", "/files/x")).status == 404  # first has begun
            assert (await put(server, b"hello")).status == 503
            first.sends(b"more")
            assert parsed(await first.reader.read()).status == 201
        assert (await put(server, b"hello")).status == 201
