"""What cameras write beside a picture is taken out, and the picture stays as it is."""

import contextlib
import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps, ImageSequence, PngImagePlugin

from tests.client.files.images import picture_bytes
from tui_chat.client.files import FileError
from tui_chat.client.files.picture_metadata import HEAD, is_picture, without_metadata

PLACE = "Praça da Sé"
SIDEWAYS = 6


def exif(orientation: int = 1) -> Image.Exif:
    """Who, where, and which side is up."""
    made = Image.Exif()
    made[0x010E] = PLACE.encode().decode("latin-1")
    made[0x013B] = "Somebody"
    made[0x0112] = orientation
    gps = made.get_ifd(0x8825)
    gps[1], gps[2] = "S", (23.0, 33.0, 1.0)
    return made


def picture(kind: str, orientation: int = 1) -> bytes:
    """A picture that tells too much, in several places."""
    options: dict[str, object] = {"exif": exif(orientation)}
    if kind == "JPEG":
        options |= {"comment": b"taken by Somebody", "progressive": True, "quality": 90}
    if kind == "PNG":
        texts = PngImagePlugin.PngInfo()
        texts.add_text("Author", "Somebody")
        texts.add_itxt("XML:com.adobe.xmp", "<x>Somebody</x>")
        options["pnginfo"] = texts
    if kind == "WEBP":
        options |= {"xmp": b"<x>Somebody</x>", "lossless": True}
    if kind == "GIF":
        options = {"comment": b"taken by Somebody"}
    return picture_bytes(40, 24, kind=kind, **options)  # type: ignore[arg-type]


def dots(content: bytes) -> bytes:
    with Image.open(BytesIO(content)) as opened:
        return opened.convert("RGBA").tobytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_who_and_where_are_gone_and_the_dots_are_the_same(kind: str) -> None:
    before = picture(kind)
    assert b"Somebody" in before
    after = without_metadata(before)
    assert b"Somebody" not in after
    with Image.open(BytesIO(after)) as opened:
        assert dict(opened.getexif()) == {}
        assert opened.format == kind
    assert dots(after) == dots(before)
    assert without_metadata(after) == after


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_which_side_is_up_stays(kind: str) -> None:
    before = picture(kind, SIDEWAYS)
    after = without_metadata(before)
    with Image.open(BytesIO(after)) as opened:
        assert dict(opened.getexif()) == {0x0112: SIDEWAYS}
        assert ImageOps.exif_transpose(opened).size == (24, 40)
    assert dots(after) == dots(before)


def test_colours_stay_as_they_were_meant() -> None:
    profile = b"a profile"
    for kind in ("JPEG", "PNG", "WEBP"):
        after = without_metadata(picture_bytes(kind=kind, icc_profile=profile, exif=exif()))
        with Image.open(BytesIO(after)) as opened:
            assert opened.info["icc_profile"] == profile


def test_a_moving_picture_moves_on() -> None:
    frames = [Image.new("L", (8, 8), shade) for shade in (0, 100, 200)]
    for kind in ("GIF", "PNG", "WEBP"):
        written = BytesIO()
        frames[0].save(written, kind, save_all=True, append_images=frames[1:], loop=0, duration=90)
        with Image.open(BytesIO(without_metadata(written.getvalue()))) as opened:
            assert len(list(ImageSequence.Iterator(opened))) == len(frames)
            assert opened.info["loop"] == 0


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_film_behind_a_picture_is_left_out(kind: str) -> None:
    clean = without_metadata(picture(kind))
    assert without_metadata(clean + b"ftypmp42 with a place in it") == clean


@pytest.mark.parametrize(
    "head",
    [b"\0\0\0\x18ftypheic", b"\0\0\0\x18ftypmif1", b"\0\0\0\x1cftypavif", b"II*\0\x08", b"MM\0*\0"],
)
def test_pictures_of_other_kinds_are_not_sent_unawares(head: bytes) -> None:
    content = head + bytes(40)
    assert is_picture(content[:HEAD])
    with pytest.raises(FileError, match="keep_picture_metadata"):
        without_metadata(content)


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7 (Somebody)", b"\0\0\0\x18ftypmp42"])
def test_what_is_no_picture_stays_as_it_is(content: bytes) -> None:
    assert not is_picture(content[:HEAD])
    assert without_metadata(content) == content


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8\xff\xe1\xff\xff",
        b"\xff\xd8\xff\xe1\x00\x01",
        b"\xff\xd8\xff\xe0\x00\x02no mark",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\xffIHDR",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\xff\xff\x00\x00WEBPVP8X",
        b"RIFF\x10\x00\x00\x00WEBPEXIF\xff\x00\x00\x00",
        b"GIF89a" + bytes(7) + b"\x21\xfe\xff",
        b"GIF89a" + bytes(7) + b"?",
        b"GIF89a",
    ],
)
def test_a_broken_picture_is_not_sent(content: bytes) -> None:
    with pytest.raises(FileError, match="damaged"):
        without_metadata(content)


def jpeg_with(exif_block: bytes) -> bytes:
    segment = b"Exif\0\0" + exif_block
    head = b"\xff\xd8\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment
    return head + picture_bytes(kind="JPEG")[2:]


@pytest.mark.parametrize(
    "block",
    [b"", b"II*\0", b"II*\0\xff\xff\xff\xff", b"XX*\0" + bytes(20), b"II*\0\x08\0\0\0\xff\xff"],
)
def test_a_broken_block_has_no_orientation(block: bytes) -> None:
    assert b"Exif" not in without_metadata(jpeg_with(block))


def test_of_little_ends_the_orientation_is_read_too() -> None:
    field = struct.pack("<HHIHH", 0x0112, 3, 1, SIDEWAYS, 0)
    block = b"II*\0" + struct.pack("<IH", 8, 1) + field + bytes(4)
    with Image.open(BytesIO(without_metadata(jpeg_with(block)))) as opened:
        assert opened.getexif()[0x0112] == SIDEWAYS


def test_a_chunk_that_nobody_knows_is_left_out() -> None:
    png = picture_bytes()
    chunk = b"prVt" + b"Somebody"
    whole = struct.pack(">I", 8) + chunk + struct.pack(">I", zlib.crc32(chunk))
    assert without_metadata(png[:-12] + whole + png[-12:]) == without_metadata(png)


@given(
    begin=st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\0\0\0\0WEBP"]),
    rest=st.binary(max_size=200),
)
def test_nothing_but_a_refusal_comes_of_any_bytes(begin: bytes, rest: bytes) -> None:
    with contextlib.suppress(FileError):
        without_metadata(begin + rest)
