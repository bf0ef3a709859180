import pytest

from tui_chat.wire.isupport import MAX_TOKENS, MOST_READ, lines, read_tokens, tokens


def test_a_feature_is_a_name_or_a_name_with_a_value() -> None:
    assert tokens({"SAFELIST": None, "NICKLEN": "30", "EXCEPTS": ""}) == (
        "SAFELIST",
        "NICKLEN=30",
        "EXCEPTS=",
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("My Network", r"My\x20Network"),
        ("a=b", r"a\x3Db"),
        ("a\\b", r"a\x5Cb"),
        (r"\x20", r"\x5Cx20"),
        ("(qaohv)~&@%+", "(qaohv)~&@%+"),
    ],
)
def test_what_would_end_or_split_a_value_is_escaped(value: str, written: str) -> None:
    assert tokens({"X": value}) == (f"X={written}",)
    read: dict[str, str] = {}
    read_tokens([f"X={written}"], read)
    assert read == {"X": value}


def test_a_line_holds_thirteen_tokens_at_most() -> None:
    features = {f"F{number}": None for number in range(MAX_TOKENS * 2 + 1)}
    lots = list(lines(features))
    assert [len(lot) for lot in lots] == [MAX_TOKENS, MAX_TOKENS, 1]
    assert [token for lot in lots for token in lot] == list(features)


def test_no_features_take_no_line() -> None:
    assert list(lines({})) == []


def test_later_tokens_change_and_remove_earlier_ones() -> None:
    read: dict[str, str] = {}
    read_tokens(["NICKLEN=9", "WHOX", "TOPICLEN=300"], read)
    read_tokens(["NICKLEN=30", "-WHOX", "-UNKNOWN"], read)
    assert read == {"NICKLEN": "30", "TOPICLEN": "300"}


@pytest.mark.parametrize("token", ["", "=", "=x", "-", "-="])
def test_a_token_without_a_name_is_nothing(token: str) -> None:
    read = {"A": "1"}
    read_tokens([token], read)
    assert read == {"A": "1"}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("X=a=b", "a=b"),
        (r"X=\x2", r"\x2"),
        (r"X=\xZZ", r"\xZZ"),
        (r"X=\x5cx20", r"\x20"),
        ("X=\\", "\\"),
        (r"X=\n", r"\n"),
    ],
)
def test_what_is_no_escape_stays_as_it_is(written: str, value: str) -> None:
    read: dict[str, str] = {}
    read_tokens([written], read)
    assert read == {"X": value}


def test_a_server_cannot_make_us_remember_for_ever() -> None:
    read: dict[str, str] = {}
    read_tokens((f"F{number}=x" for number in range(MOST_READ * 2)), read)
    assert len(read) == MOST_READ
    read_tokens(["F0=changed", "-F1", "LATE"], read)
    assert (read["F0"], read["LATE"], "F1" in read) == ("changed", "", False)
