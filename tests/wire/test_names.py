import pytest

from tui_chat.wire.names import (
    Casemapping,
    clean_username,
    is_channel,
    is_channel_name,
    is_nickname,
)


@pytest.mark.parametrize(
    ("casemapping", "name", "folded"),
    [
        (Casemapping.ASCII, "AZaz09", "azaz09"),
        (Casemapping.ASCII, "[]\\~{}|^", "[]\\~{}|^"),
        (Casemapping.RFC1459, "Nick[]\\~", "nick{}|^"),
        (Casemapping.RFC1459, "nick{}|^", "nick{}|^"),
        (Casemapping.RFC1459_STRICT, "Nick[]\\~", "nick{}|~"),
        (Casemapping.RFC1459_STRICT, "nick{}|^", "nick{}|^"),
        (Casemapping.RFC1459, "@`_-", "@`_-"),
    ],
)
def test_each_casemapping_folds_its_characters(
    casemapping: Casemapping, name: str, folded: str
) -> None:
    assert casemapping.fold(name) == folded


@pytest.mark.parametrize(
    "casemapping", [Casemapping.ASCII, Casemapping.RFC1459, Casemapping.RFC1459_STRICT]
)
@pytest.mark.parametrize("name", ["#ÁGUA", "#Straße", "#İ", "#\N{KELVIN SIGN}", "#ΑΒΓ"])
def test_no_casemapping_of_old_folds_past_ascii(casemapping: Casemapping, name: str) -> None:
    beyond = [character for character in name if not character.isascii()]
    folded = casemapping.fold(name)
    assert [character for character in folded if not character.isascii()] == beyond
    assert len(folded) == len(name)


@pytest.mark.parametrize(
    ("name", "folded"),
    [("Иван", "иван"), ("JOSÉ", "josé"), ("ＡＢ", "ab"), ("e\u0301", "é"), ("Nick[]", "nick[]")],
)
def test_precis_folds_every_script(name: str, folded: str) -> None:
    assert Casemapping.PRECIS.fold(name) == folded


@pytest.mark.parametrize("casemapping", Casemapping)
def test_folding_twice_changes_nothing_more(casemapping: Casemapping) -> None:
    every = "".join(map(chr, range(256)))
    once = casemapping.fold(every)
    assert casemapping.fold(once) == once


@pytest.mark.parametrize("value", ["ascii", "rfc1459", "rfc1459-strict"])
def test_a_casemapping_is_found_by_its_isupport_value(value: str) -> None:
    assert Casemapping(value).value == value


@pytest.mark.parametrize(
    ("name", "prefixes", "answer"),
    [
        ("#tea", "#&", True),
        ("&tea", "#&", True),
        ("&tea", "#", False),
        ("tea", "#&", False),
        ("", "#&", False),
        ("", "", False),
        ("#tea", "", False),
        ("#", "#&", True),
        ("@#tea", "#&", False),
    ],
)
def test_a_channel_is_told_by_its_first_character(name: str, prefixes: str, answer: bool) -> None:
    assert is_channel(name, prefixes) is answer


@pytest.mark.parametrize("name", ["#tea", "&tea", "#chá", "#日本", "##", "#a-b_c.d!", "#😀"])
def test_a_channel_may_have_this_name(name: str) -> None:
    assert is_channel_name(name, longest=64)


@pytest.mark.parametrize(
    "name",
    [
        "", "#", "tea", "+tea", "&#tea", "&&tea", "#a b", "#a,b", "#a:b", "#a*", "#a?",
        "#a\x07", "#a\0", "#a\r",
        "#a\x7f", "#a\x85", "#a\N{NO-BREAK SPACE}", "#a\N{ZERO WIDTH SPACE}",
        "#a\N{RIGHT-TO-LEFT OVERRIDE}", "#a\N{LINE SEPARATOR}", "#a\N{EM SPACE}",
    ],
)  # fmt: skip
def test_a_channel_may_not_have_this_name(name: str) -> None:
    assert not is_channel_name(name, longest=64)


def test_a_channel_s_name_is_limited_in_characters_and_in_bytes() -> None:
    assert is_channel_name("#" + "a" * 63, longest=64)
    assert not is_channel_name("#" + "a" * 64, longest=64)
    assert is_channel_name("#" + "日" * 66, longest=100)
    assert not is_channel_name("#" + "日" * 67, longest=100)


@pytest.mark.parametrize("name", ["a", "alice", "Alice9", "[a]", "\\`_^{|}", "a-b", "_", "^^"])
def test_a_user_may_have_this_nickname(name: str) -> None:
    assert is_nickname(name, longest=30)


@pytest.mark.parametrize(
    "name",
    ["", "9a", "-a", "a b", "a!b", "a@b", "#a", "a:", "a.b", "a,b", "a*", "~a", "á", "a\n", "a\0"],
)
def test_a_user_may_not_have_this_nickname(name: str) -> None:
    assert not is_nickname(name, longest=30)


def test_a_nickname_is_limited_in_characters() -> None:
    assert is_nickname("a" * 30, longest=30)
    assert not is_nickname("a" * 31, longest=30)


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("alice", "alice"),
        ("~alice", "alice"),
        ("a!b@c d", "abcd"),
        ("João", "Joo"),
        ("abcdefghijklm", "abcdefghij"),
        ("", "user"),
        ("!@ \0", "user"),
        ("٣", "user"),
    ],
)
def test_a_username_keeps_its_safe_characters(name: str, cleaned: str) -> None:
    assert clean_username(name) == cleaned
