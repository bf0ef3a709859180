import pytest

from tui_chat.wire.text.formatting import Span, TextStyle
from tui_chat.wire.text.sanitize import MOST_MARKS, REPLACEMENT, sanitize, sanitize_formatted

ACUTE = "\N{COMBINING ACUTE ACCENT}"
ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain text, with punctuation! ~",
        "olá, ação, Straße, ελληνικά, русский, 日本語, 한국어, ไทย ก็ำ, हिन्दी क्षि, עברית, العربية",
        "می\N{ZERO WIDTH NON-JOINER}خواهم",
        "👨\N{ZERO WIDTH JOINER}👩\N{ZERO WIDTH JOINER}👧\N{ZERO WIDTH JOINER}👦",
        "❤\N{VARIATION SELECTOR-16} 👍🏽 🇧🇷",
        "1\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP}",
        ENGLAND,
        "e" + ACUTE * MOST_MARKS,
        "\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}",
        "\ue0a0",  # private use: glyphs of terminal fonts
        "\U0001fae9",  # younger than Python's tables: still an emoji
        "😀" * 50,
    ],
)
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert sanitize(text) == text


@pytest.mark.parametrize(
    "code", [*range(0x09), *range(0x0E, 0x20), 0x7F, *range(0x80, 0x85), *range(0x86, 0xA0)]
)
def test_a_control_character_is_replaced(code: int) -> None:
    assert sanitize(f"a{chr(code)}b") == f"a{REPLACEMENT}b"


@pytest.mark.parametrize("text", ["\x1b[31mred", "\x1b]0;title\x07", "\x9b31m", "\x1bP\x1b\\"])
def test_no_escape_sequence_is_left(text: str) -> None:
    assert "\x1b" not in sanitize(text)
    assert sanitize(text).isprintable()


@pytest.mark.parametrize("code", [0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xFDD0, 0xFFFE, 0xFFFF])
def test_what_cannot_be_encoded_or_is_no_character_is_replaced(code: int) -> None:
    assert sanitize(f"a{chr(code)}b") == f"a{REPLACEMENT}b"


@pytest.mark.parametrize(
    "end", ["\n", "\r", "\r\n", "\v", "\f", "\x85", "\N{LINE SEPARATOR}", "\N{PARAGRAPH SEPARATOR}"]
)
def test_a_line_end_is_a_space_unless_lines_are_kept(end: str) -> None:
    assert sanitize(f"a{end}b") == "a b"
    assert sanitize(f"a{end}b", keep_newlines=True) == "a\nb"


def test_two_line_ends_are_two() -> None:
    assert sanitize("a\r\n\r\nb", keep_newlines=True) == "a\n\nb"
    assert sanitize("a\n\rb", keep_newlines=True) == "a\n\nb"


def test_a_tab_is_a_space() -> None:
    assert sanitize("a\tb", keep_newlines=True) == "a b"


@pytest.mark.parametrize(
    "code",
    [
        0xAD, 0x61C, 0x180E, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F),
        *range(0x2060, 0x2070), 0xFEFF, 0xFFF9, 0xFFFB, 0x1BCA0, 0x1D173, 0xE0001, 0xE0041, 0xE007F,
        0xE0FFF,
    ],
)  # fmt: skip
def test_a_hidden_character_is_removed(code: int) -> None:
    assert sanitize(f"a{chr(code)}b") == "ab"


@pytest.mark.parametrize("letter", ["\N{HANGUL FILLER}", "\N{HALFWIDTH HANGUL FILLER}"])
def test_a_letter_that_is_not_seen_is_a_space(letter: str) -> None:
    assert sanitize(f"a{letter}b") == "a b"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (ENGLAND + "\U000e0041", ENGLAND),
        ("🏴\U000e0067", "🏴"),
        ("🏴\U000e0067\U000e0062\N{ZERO WIDTH SPACE}\U000e007f", "🏴"),
        ("🏴" + "\U000e0067" * 7 + "\U000e007f", "🏴"),
        ("a\U000e0067\U000e0062\U000e0065\U000e007f", "a"),
    ],
)
def test_tags_stay_in_a_flag_only(text: str, seen: str) -> None:
    assert sanitize(text) == seen


@pytest.mark.parametrize(
    "mark",
    [
        ACUTE,
        "\N{COMBINING ENCLOSING CIRCLE}",
        "\N{ZERO WIDTH JOINER}",
        "\N{ZERO WIDTH NON-JOINER}",
        "\N{VARIATION SELECTOR-1}",
        "\N{VARIATION SELECTOR-256}",
        "\N{COMBINING GRAPHEME JOINER}",
    ],
)
def test_no_character_is_buried_under_marks(mark: str) -> None:
    assert sanitize("a" + mark * 300 + "b") == "a" + mark * MOST_MARKS + "b"


def test_marks_are_counted_across_what_is_removed_between_them() -> None:
    hidden = f"{ACUTE * 5}\N{ZERO WIDTH SPACE}" * 3
    assert sanitize("a" + hidden) == "a" + ACUTE * MOST_MARKS


def test_each_character_has_marks_of_its_own() -> None:
    text = ("a" + ACUTE * MOST_MARKS) * 3 + ("😀" + ACUTE * MOST_MARKS) * 3
    assert sanitize(text) == text


BOLD = TextStyle(bold=True)


@pytest.mark.parametrize(
    ("text", "plain", "spans"),
    [
        ("plain", "plain", ()),
        ("\x02bold\x02 text", "bold text", (Span(0, 4, BOLD),)),
        ("\N{ZERO WIDTH SPACE}a\x02b\N{ZERO WIDTH SPACE}c\x02d", "abcd", (Span(1, 3, BOLD),)),
        ("\x02\N{ZERO WIDTH SPACE}\x02a", "a", ()),
        ("\x1b\x02b", REPLACEMENT + "b", (Span(1, 2, BOLD),)),
        (f"a\x02{ACUTE * 300}\x02b", f"a{ACUTE * MOST_MARKS}b", (Span(1, 1 + MOST_MARKS, BOLD),)),
    ],
)
def test_styles_stay_on_their_text_when_it_is_made_safe(
    text: str, plain: str, spans: tuple[Span, ...]
) -> None:
    assert sanitize_formatted(text) == (plain, spans)
