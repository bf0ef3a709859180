import pytest

from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.tags import NO_TAGS, encode_tags, escape, parse_tags, unescape


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("", {}),
        (";", {}),
        ("a", {"a": ""}),
        ("a=", {"a": ""}),
        ("a=b", {"a": "b"}),
        ("a=b=c", {"a": "b=c"}),
        ("a=1;b=2", {"a": "1", "b": "2"}),
        ("a=1;;b=2;", {"a": "1", "b": "2"}),
        ("a=1;a=2", {"a": "2"}),
        ("a=1;a", {"a": ""}),
        ("+example.com/key=x", {"+example.com/key": "x"}),
        ("a=olá", {"a": "olá"}),
        (r"a=\:\s\\\r\n", {"a": "; \\\r\n"}),
    ],
)
def test_tags_are_read_as_the_grammar_says(text: str, tags: dict[str, str]) -> None:
    assert parse_tags(text) == tags


@pytest.mark.parametrize("text", ["=", "=b", "a;=b"])
def test_a_tag_without_a_key_is_a_protocol_error(text: str) -> None:
    with pytest.raises(ProtocolError):
        parse_tags(text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"\b", "b"),
        (r"a\\b", r"a\b"),
        (r"\\s", r"\s"),
        (r"\\\s", "\\ "),
        ("a\\", "a"),
        ("\\", ""),
        (r"a\\" + "\\", "a\\"),
        (r"\S\N", "SN"),
    ],
)
def test_an_escape_without_meaning_is_the_character_itself(written: str, meant: str) -> None:
    assert unescape(written) == meant


@pytest.mark.parametrize(
    ("meant", "written"),
    [
        ("plain", "plain"),
        ("", ""),
        (";", r"\:"),
        (" ", r"\s"),
        ("\\", r"\\"),
        ("\r", r"\r"),
        ("\n", r"\n"),
        ("a;b c", r"a\:b\sc"),
        ("a=b:c", "a=b:c"),
    ],
)
def test_only_what_would_end_a_tag_is_escaped(meant: str, written: str) -> None:
    assert escape(meant) == written
    assert unescape(written) == meant


def test_tags_are_written_in_their_order_and_an_empty_value_without_sign() -> None:
    assert encode_tags({"b": "1", "a": "", "c": "x y"}) == r"b=1;a;c=x\sy"


def test_the_shared_empty_tags_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        NO_TAGS["a"] = "b"  # type: ignore[index]
