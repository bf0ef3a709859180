"""Names of files."""

import pytest

from tui_chat.server.files.file_names import disposition, in_address, name_in, safe_name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="a b.png"', "a b.png"),
        ('attachment; filename="a\\"b.png"', 'a"b.png'),
        ("attachment; filename=a.png", "a.png"),
        ("attachment; filename=\"x\"; filename*=UTF-8''p%C3%A3o.png", "pão.png"),
        ('form-data; filename="p\xc3\xa3o.png"', "pão.png"),  # UTF-8, read as Latin-1
        ('form-data; filename="p\xe3o.png"', "pão.png"),
        ("attachment", ""),
        ("", ""),
        ('filename="unclosed', ""),
    ],
)
def test_the_name_in_a_header(header: str, name: str) -> None:
    assert name_in(header) == name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("photo.png", "photo.png"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("../..", "file"),
        ("", "file"),
        (".bashrc", "bashrc"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("a\r\nSet-Cookie: b", "a Set-Cookie_ b"),
        ('<img src="x">', "_img src=_x_"),
        ("x" * 300 + ".tar", "x" * 96 + ".tar"),
        ("x" * 300, "x" * 100),
        ("pão de queijo.txt", "pão de queijo.txt"),
    ],
)
def test_a_safe_name_has_no_folders_and_no_tricks(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_picture_is_called_one() -> None:
    assert safe_name("holiday.bat", "image/png") == "holiday.bat.png"
    assert safe_name("holiday.JPEG", "image/jpeg") == "holiday.JPEG"
    assert safe_name("", "image/gif") == "file.gif"


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("photo.png", "photo.png"),
        ("pão de queijo (1).txt", "pao-de-queijo-1.txt"),
        ("日本語.png", "file.png"),
        ("日本語", "file"),
        ("README", "README"),
        ("a" * 90 + ".png", "a" * 40 + ".png"),
    ],
)
def test_the_name_in_an_address_is_short_and_needs_no_escapes(name: str, part: str) -> None:
    assert in_address(name) == part


def test_the_name_in_a_header_of_ours() -> None:
    assert disposition("a.png", shown=True) == 'inline; filename="a.png"'
    assert (
        disposition("pão.zip", shown=False)
        == "attachment; filename=\"p_o.zip\"; filename*=UTF-8''p%C3%A3o.zip"
    )
