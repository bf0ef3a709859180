"""What must hold of text for every input, not only for those somebody thought of."""

import re
import unicodedata

import regex
from hypothesis import example, given
from hypothesis import strategies as st

from tui_chat.wire.text.formatting import (
    PLAIN,
    Span,
    TextStyle,
    encode_formatting,
    parse_formatting,
    strip_formatting,
)
from tui_chat.wire.text.sanitize import MOST_MARKS, sanitize, sanitize_formatted
from tui_chat.wire.text.splitting import LONGEST_CODE_POINT, split_text

encodable = st.characters(exclude_categories=["Cs"])
# Text full of what goes wrong: marks, joiners, flags, skin tones, wide letters, spaces.
AWKWARD = st.lists(
    st.sampled_from(
        [
            *"ab \u0301\u0302\u200d\ufe0f\U0001f3f4\U000e0067\U000e007f\u200b\u202e\u3164\u2028",
            *"🇧🇷👍🏽👩👨❤日é",
            "क्षि",
            "각",
        ]
    )
    | encodable
).map("".join)


@given(AWKWARD, st.integers(LONGEST_CODE_POINT, 40))
@example("🇧🇷" * 10, 9)
def test_pieces_fit_and_lose_nothing_but_the_spaces_they_were_split_at(
    text: str, budget: int
) -> None:
    rest = text
    for piece in split_text(text, budget):
        assert len(piece.encode()) <= budget
        assert rest.startswith(piece)
        previous, rest = rest, rest[len(piece) :]
        if len(previous.encode()) > budget and rest.startswith(" "):
            following = regex.match(r"\X", rest)
            rest = rest[1:] if following and following.end() == 1 else rest
    assert rest == ""


@given(AWKWARD, st.integers(LONGEST_CODE_POINT, 60))
def test_clusters_that_fit_stay_whole(text: str, budget: int) -> None:
    clusters = regex.findall(r"\X", text)
    if all(len(cluster.encode()) <= budget for cluster in clusters):
        pieces = split_text(text, budget)
        kept = [cluster for piece in pieces for cluster in regex.findall(r"\X", piece)]
        assert [one for one in kept if one != " "] == [one for one in clusters if one != " "]


colours = st.none() | st.integers(0, 98) | st.from_regex("#[0-9a-f]{6}", fullmatch=True)
styles = st.builds(TextStyle, *[st.booleans()] * 6, colours, colours).filter(
    lambda style: style != PLAIN
)
CODES = "\x02\x03\x04\x0f\x11\x16\x1d\x1e\x1f"
no_codes = st.text(
    st.sampled_from("0123456789,abcdef") | st.characters(exclude_characters=CODES), min_size=1
)


@given(st.lists(st.tuples(no_codes, st.none() | styles)))
def test_styles_survive_the_wire(pieces: list[tuple[str, TextStyle | None]]) -> None:
    plain = ""
    spans: list[Span] = []
    for text, style in pieces:
        start, plain = len(plain), plain + text
        if style is None:
            continue
        if spans and spans[-1].end == start and spans[-1].style == style:
            start = spans.pop().start
        spans.append(Span(start, len(plain), style))
    assert parse_formatting(encode_formatting(plain, spans)) == (plain, tuple(spans))


FORMATTED = st.lists(st.sampled_from([*CODES, *"0123456789,abcf\u200b"]) | encodable).map("".join)


@given(FORMATTED)
def test_no_code_is_left_and_spans_are_in_order_and_apart(text: str) -> None:
    plain, spans = parse_formatting(text)
    assert not set(plain) & set(CODES)
    assert strip_formatting(text) == plain
    last = 0
    for span in spans:
        assert last <= span.start < span.end <= len(plain)
        assert span.style != PLAIN
        last = span.end


HOSTILE = st.text() | AWKWARD | st.text(st.characters(categories=["Cc", "Cf", "Cs", "Mn", "Zl"]))


@given(HOSTILE, st.booleans())
def test_sanitizing_twice_changes_nothing_more(text: str, keep: bool) -> None:
    once = sanitize(text, keep_newlines=keep)
    assert sanitize(once, keep_newlines=keep) == once


@given(HOSTILE, st.booleans())
def test_what_is_sanitized_can_be_shown_anywhere(text: str, keep: bool) -> None:
    safe = sanitize(text, keep_newlines=keep)
    safe.encode()
    left = {
        character for character in safe if unicodedata.category(character) in {"Cc", "Zl", "Zp"}
    }
    assert left <= ({"\n"} if keep else set())
    assert not re.search("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]", safe)


@given(HOSTILE)
def test_no_character_carries_too_many_marks(text: str) -> None:
    marks = 0
    for character in sanitize(text):
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        assert marks <= MOST_MARKS


@given(FORMATTED | HOSTILE)
def test_sanitized_spans_lie_on_their_text(text: str) -> None:
    plain, spans = sanitize_formatted(text)
    assert plain == sanitize(strip_formatting(text))
    last = 0
    for span in spans:
        assert last <= span.start < span.end <= len(plain)
        last = span.end
