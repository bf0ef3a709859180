"""Sending files, against a real server."""

from pathlib import Path

import msgspec
import pytest
from PIL import Image

from tests.client.files.file_servers import PNG, fetched, file_server, options
from tests.client.files.images import picture_bytes
from tui_chat.client.files import FileError
from tui_chat.client.files.file_host import LocalFile, local_file, size_in_words
from tui_chat.client.files.picture_metadata import without_metadata
from tui_chat.client.headless.headless_client_base import HeadlessClient
from tui_chat.server.config.config_schema import Files
from tui_chat.server.process.server import Server
from tui_chat.server.transport import lingering_close


def picture(folder: Path, name: str = "my cat.png", content: bytes = PNG) -> LocalFile:
    path = folder / name
    path.write_bytes(content)
    return LocalFile(path, len(content))


async def send(server: Server, home: Path, file: LocalFile, **rest: str) -> str:
    """The address of a file that ana sent."""
    async with HeadlessClient(options(server, home, **rest)) as client:
        await client.settle()
        return (await client.files.upload(file)).address


async def test_a_file_is_sent_with_a_token_and_fetched(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    async with file_server(tmp_path / "state") as server:
        async with HeadlessClient(options(server, tmp_path)) as client:
            await client.settle()
            uploaded = await client.files.upload(
                picture(tmp_path), lambda sent, size: told.append((sent, size))
            )
        content = await fetched(uploaded.address)
    assert uploaded.address.endswith("/my-cat.png")
    assert content == PNG
    assert told[-1] == (len(PNG), len(PNG))


@pytest.mark.parametrize("keep", [False, True])
async def test_a_picture_tells_where_it_was_taken_only_if_one_wants_it(
    tmp_path: Path, *, keep: bool
) -> None:
    where = Image.Exif()
    where[0x010E] = "at home"
    taken = picture_bytes(kind="JPEG", exif=where)
    async with file_server(tmp_path / "state") as server:
        how = options(server, tmp_path, keep_picture_metadata=keep)
        async with HeadlessClient(how) as client:
            await client.settle()
            uploaded = await client.files.upload(picture(tmp_path, "home.jpg", taken))
        sent = await fetched(uploaded.address)
    assert uploaded.is_stripped is not keep
    assert sent == (taken if keep else without_metadata(taken))


async def test_a_picture_that_cannot_be_cleaned_is_not_sent(tmp_path: Path) -> None:
    async with file_server(tmp_path / "state") as server:
        with pytest.raises(FileError, match="keep_picture_metadata"):
            await send(server, tmp_path, picture(tmp_path, "a.heic", b"\0\0\0\x18ftypheic" + PNG))


async def test_a_huge_picture_is_not_sent_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_chat.client.files.file_host._LARGEST_PICTURE", len(PNG) - 1)
    async with file_server(tmp_path / "state") as server:
        with pytest.raises(FileError, match="too large to send"):
            await send(server, tmp_path, picture(tmp_path))


async def test_without_tokens_the_password_says_who_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_chat.client.session.session.Session.ask_token", lambda *_: False)
    async with file_server(tmp_path / "state") as server:
        assert await send(server, tmp_path, picture(tmp_path))


async def test_a_guest_is_told_that_files_need_an_account(tmp_path: Path) -> None:
    async with file_server(tmp_path / "state") as server:
        with pytest.raises(FileError, match="You need an account"):
            await send(
                server, tmp_path, picture(tmp_path), nick="bob", account="", account_password=""
            )


async def test_a_server_without_a_file_host_says_so(tmp_path: Path) -> None:
    async with file_server(tmp_path / "state") as server:
        config = msgspec.structs.replace(server._config, files=Files())
        server._read_again = lambda: config
        server.reload()
        with pytest.raises(FileError, match="doesn't accept files"):
            await send(server, tmp_path, picture(tmp_path))


async def test_why_a_file_is_not_taken_is_told_in_the_servers_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lingering_close, "PATIENCE", 0.5)
    async with file_server(tmp_path / "state", size=1000) as server:
        large = picture(tmp_path, "large.bin", bytes(5_000_000))
        with pytest.raises(FileError, match=r"A file has at most 1000 bytes\."):
            await send(server, tmp_path, large)
        with pytest.raises(FileError, match=r"not a file of the type image/png"):
            await send(server, tmp_path, picture(tmp_path, "lie.png", b"hello"))


async def test_an_encrypted_chat_sends_no_file_in_clear(tmp_path: Path) -> None:
    async with file_server(tmp_path / "state", scheme="http") as server:
        with pytest.raises(FileError, match="is not encrypted, but the chat is"):
            await send(server, tmp_path, picture(tmp_path))


async def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    async with file_server(tmp_path / "state") as server:
        with pytest.raises(FileError, match=r"cat\.png: No such file"):
            await send(server, tmp_path, LocalFile(tmp_path / "cat.png", 1))


@pytest.mark.parametrize(
    "written",
    [
        "{}/a b.txt",
        "'{}/a b.txt'",
        '"{}/a b.txt"',
        "{}/a\\ b.txt",
        "file://{}/a%20b.txt",
        " {}/a b.txt\n",
    ],
)
def test_a_path_is_read_as_terminals_write_it(written: str, tmp_path: Path) -> None:
    (tmp_path / "a b.txt").write_bytes(b"hello")
    assert local_file(written.format(tmp_path)) == LocalFile(tmp_path / "a b.txt", 5)


@pytest.mark.parametrize(
    "written",
    ["'{}/it'\\''s (1).txt'", "{}/it\\'s\\ \\(1\\).txt", "file://localhost{}/it's%20(1).txt"],
)
def test_a_dropped_file_may_have_any_name(written: str, tmp_path: Path) -> None:
    (tmp_path / "it's (1).txt").touch()
    assert local_file(written.format(tmp_path)) == LocalFile(tmp_path / "it's (1).txt", 0)


@pytest.mark.parametrize(
    "written", ["", "{}", "{}/nothing", "a\nb", "\0", "~nobody-of-this-name/a"]
)
def test_what_is_no_file_is_none(written: str, tmp_path: Path) -> None:
    assert local_file(written.format(tmp_path)) is None


def test_sizes_are_read_by_people() -> None:
    words = [size_in_words(each) for each in (0, 812, 1400, 999_999, 20_000_000, 5_000_000_000_000)]
    assert words == ["0 B", "812 B", "1.4 kB", "1000 kB", "20.0 MB", "5000 GB"]
