"""Pictures as coloured cells."""

import zlib

import pytest

from tests.client.files.images import picture_bytes
from tui_chat.client.files import FileError
from tui_chat.client.files.pictures import picture_of

BLACK = (0, 0, 0)
BLUE = (0, 0, 255)
RED = (255, 0, 0)


def test_each_cell_has_two_dots() -> None:
    picture = picture_of(picture_bytes(2, 4), 10, 10, BLACK)
    assert picture.rows == (((BLUE, RED), (RED, RED)), ((RED, RED), (RED, RED)))


def test_an_odd_row_ends_in_the_background() -> None:
    picture = picture_of(picture_bytes(1, 3), 10, 10, (1, 2, 3))
    assert picture.rows == (((BLUE, RED),), ((RED, (1, 2, 3)),))


def test_what_is_transparent_shows_the_background() -> None:
    picture = picture_of(picture_bytes(1, 2, "#ff000000"), 10, 10, (1, 2, 3))
    assert picture.rows[0][0][1] == (1, 2, 3)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_large_picture_fits_and_keeps_its_shape(kind: str) -> None:
    picture = picture_of(picture_bytes(400, 200, kind=kind), 40, 12, BLACK)
    assert len(picture.rows[0]) == 40
    assert len(picture.rows) == 10


def test_one_that_is_too_high_is_narrower() -> None:
    picture = picture_of(picture_bytes(100, 1000), 40, 10, BLACK)
    assert len(picture.rows) == 10
    assert len(picture.rows[0]) == 2


def _chunk(kind: bytes, data: bytes) -> bytes:
    checked = kind + data
    return len(data).to_bytes(4, "big") + checked + zlib.crc32(checked).to_bytes(4, "big")


def _bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it has so many dots."""
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", size + b"\x08\x02\0\0\0")
        + _chunk(b"IDAT", zlib.compress(bytes(1000)))
        + _chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        picture_bytes()[:40],
        picture_bytes(kind="BMP"),
        picture_bytes(kind="PPM"),
        picture_bytes(64, 64, kind="JPEG")[:-300],
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
        _bomb(0xFFFF, 0xFFFF),
        _bomb(10_000, 10_000),
        _bomb(0, 0),
        b"GIF89a" + b"\xff" * 100,
        b"RIFF\xff\xff\xff\xffWEBPVP8X" + bytes(100),
    ],
)
@pytest.mark.filterwarnings("ignore:Image size")  # Pillow's warning, at a bound of its own
def test_what_is_broken_or_huge_is_one_sentence(content: bytes) -> None:
    with pytest.raises(FileError, match="picture"):
        picture_of(content, 40, 12, BLACK)
