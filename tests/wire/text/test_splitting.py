import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_chat.wire.framing import MAX_BODY
from tui_chat.wire.message import Message
from tui_chat.wire.text.splitting import LONGEST_SOURCE, pack, split_text, text_budget

FAMILY = "👨\N{ZERO WIDTH JOINER}👩\N{ZERO WIDTH JOINER}👧\N{ZERO WIDTH JOINER}👦"
CLUSTERS = [
    "e\N{COMBINING ACUTE ACCENT}",
    "🇧🇷",
    "👍🏽",
    "❤\N{VARIATION SELECTOR-16}",
    "1\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP}",
    FAMILY,
    "각",
    "\N{HANGUL CHOSEONG KIYEOK}\N{HANGUL JUNGSEONG A}\N{HANGUL JONGSEONG KIYEOK}",
    "ก็ำ",
    "क्षि",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
]


@pytest.mark.parametrize(
    ("text", "budget", "pieces"),
    [
        ("", 4, [""]),
        ("abcd", 4, ["abcd"]),
        ("abcde", 4, ["abcd", "e"]),
        ("aaaa bbbb", 4, ["aaaa", "bbbb"]),
        ("aaaa bbbb", 5, ["aaaa", "bbbb"]),
        ("aaaa bbbb", 8, ["aaaa", "bbbb"]),
        ("aaaa bbbb", 9, ["aaaa bbbb"]),
        ("aa bb cc dd", 6, ["aa bb", "cc dd"]),
        ("a bcdefgh", 4, ["a", "bcde", "fgh"]),
        ("aaa  bbb", 4, ["aaa ", "bbb"]),
        ("  aaaa", 4, [" ", "aaaa"]),
        (" aaaa", 4, [" aaa", "a"]),
        ("aaaa ", 4, ["aaaa"]),
        ("ááá", 4, ["áá", "á"]),
        ("ááá", 5, ["áá", "á"]),
        ("áá áá", 5, ["áá", "áá"]),
        ("日本語", 4, ["日", "本", "語"]),
        ("a\N{NO-BREAK SPACE}b c", 4, ["a\N{NO-BREAK SPACE}b", "c"]),
        ("a\tb c", 4, ["a\tb", "c"]),
    ],
)
def test_text_is_split_at_a_space_or_else_where_it_fits(
    text: str, budget: int, pieces: list[str]
) -> None:
    assert split_text(text, budget) == pieces


@pytest.mark.parametrize("cluster", CLUSTERS)
@pytest.mark.parametrize("lead", range(4))
def test_no_cluster_comes_apart(cluster: str, lead: int) -> None:
    text = "x" * lead + cluster * 20
    pieces = split_text(text, 30)
    assert "".join(pieces) == text
    assert all(piece.lstrip("x").replace(cluster, "") == "" for piece in pieces)
    assert all(len(piece.encode()) <= 30 for piece in pieces)


def test_a_cluster_that_would_not_fit_begins_the_next_piece() -> None:
    size = len(FAMILY.encode())
    assert split_text("ab" + FAMILY, size + 1) == ["ab", FAMILY]


def test_a_cluster_longer_than_the_budget_is_cut_between_code_points() -> None:
    marks = "\N{COMBINING ACUTE ACCENT}" * 10
    pieces = split_text("abc e" + marks, 8)
    assert pieces[0] == "abc"
    assert "".join(pieces[1:]) == "e" + marks
    assert max(len(piece.encode()) for piece in pieces) <= 8


def test_a_space_under_a_mark_is_no_place_to_split() -> None:
    text = "aaa bbb \N{COMBINING ACUTE ACCENT}ccc"
    assert split_text(text, 9) == ["aaa", "bbb \N{COMBINING ACUTE ACCENT}ccc"]


def test_a_letter_outside_ascii_may_begin_a_piece() -> None:
    assert split_text("aaa éé", 4) == ["aaa", "éé"]


@pytest.mark.parametrize("budget", [3, 0, -1])
def test_a_budget_that_no_code_point_is_sure_to_fit_is_refused(budget: int) -> None:
    with pytest.raises(ValueError, match="short"):
        split_text("a", budget)


@pytest.mark.parametrize("target", ["#tea", "alice", "#chá"])
@pytest.mark.parametrize("command", ["PRIVMSG", "NOTICE"])
def test_the_budget_fills_the_line_that_others_receive_to_the_last_byte(
    target: str, command: str
) -> None:
    source = "alice!al@host.example"
    text = "x " * 300
    exact = text[: text_budget(target, source, command)]
    assert len(Message(command, (target, exact), source).encode()) == MAX_BODY


def test_an_unknown_source_is_taken_for_a_long_one() -> None:
    assert text_budget("#tea") == text_budget("#tea", "x" * LONGEST_SOURCE)
    assert text_budget("#tea") < text_budget("#tea", "alice!al@host")


def test_an_absurd_target_leaves_a_budget_to_split_by() -> None:
    assert split_text("ab cd", text_budget("#" + "x" * 1000)) == ["ab", "cd"]


@pytest.mark.parametrize(
    ("words", "room", "lines"),
    [
        ([], 10, []),
        (["ana"], 3, ["ana"]),
        (["ana", "bob"], 7, ["ana bob"]),
        (["ana", "bob"], 6, ["ana", "bob"]),
        (["josé", "bob"], 8, ["josé", "bob"]),
        (["josé", "bob"], 9, ["josé bob"]),
        (["much-too-long", "bob"], 5, ["much-too-long", "bob"]),
    ],
)
def test_words_stand_in_as_few_lines_as_hold_them(
    words: list[str], room: int, lines: list[str]
) -> None:
    assert list(pack(words, room)) == lines


@given(st.lists(st.text("aé漢", min_size=1, max_size=5)), st.integers(15, 60))
def test_no_word_is_lost_and_no_line_too_long(words: list[str], room: int) -> None:
    lines = list(pack(words, room))
    assert " ".join(lines).split() == words
    assert all(len(line.encode()) <= room for line in lines)
