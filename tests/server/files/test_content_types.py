"""What a file is."""

import pytest

from tui_chat.server.files.content_types import (
    UNKNOWN,
    WrongType,
    announced_type,
    is_taken,
    settled_type,
)

PNG = b"\x89PNG\r\n\x1a\n" + bytes(8)


@pytest.mark.parametrize(
    ("announced", "first", "settled"),
    [
        ("image/png", PNG, "image/png"),
        ("", PNG, "image/png"),
        ("image/webp", b"RIFF\1\2\3\4WEBPVP8 ", "image/webp"),
        ("", b"RIFF\1\2\3\4WAVEfmt ", "audio/wav"),
        ("text/plain", b"hello", "text/plain"),
        ("", b"hello", UNKNOWN),
        ("", b"", UNKNOWN),
        ("text/html", b"<script>", UNKNOWN),
        ("image/svg+xml", b"<svg onload=", UNKNOWN),
        ("text/html", PNG, UNKNOWN),  # a page that begins as a picture
        ("application/javascript", b"GIF89a=1;", UNKNOWN),
    ],
)
def test_a_file_is_what_its_bytes_show(announced: str, first: bytes, settled: str) -> None:
    assert settled_type(announced, first) == settled


@pytest.mark.parametrize(
    ("announced", "first"),
    [("image/png", b"<html>"), ("image/gif", PNG), ("text/plain", b"a\0b"), ("image/jpeg", b"")],
)
def test_a_lie_about_the_type_is_refused(announced: str, first: bytes) -> None:
    with pytest.raises(WrongType):
        settled_type(announced, first)


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Image/PNG", "image/png"),
        ("text/plain; charset=utf-8", "text/plain"),
        ("application/octet-stream", ""),
        ("", ""),
        ("png", ""),
        ("a/b\r\nSet-Cookie: x", ""),
        ("x/" + "y" * 100, ""),
    ],
)
def test_a_header_names_a_type_or_none(header: str, kind: str) -> None:
    assert announced_type(header) == kind


def test_only_configured_types_are_taken() -> None:
    assert is_taken("image/png", ())
    assert is_taken("image/png", ("text/plain", "image/*"))
    assert is_taken("text/plain", ("text/plain",))
    assert not is_taken("text/html", ("text/plain", "image/*"))
    assert not is_taken("", ("image/*",))


def test_an_unknown_type_passes_for_nothing_that_is_taken() -> None:
    assert settled_type("image/png", PNG, ("image/*",)) == "image/png"
    assert settled_type("image/heic", b"MZ", ("image/heic",)) == UNKNOWN
    for announced, first in (("image/heic", b"MZ"), ("", b"MZ"), ("", b"%PDF-")):
        with pytest.raises(WrongType):
            settled_type(announced, first, ("image/*",))
