"""What must hold of lines and messages for every input, not only for those somebody thought of."""

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.framing import LineBuffer
from tui_chat.wire.isupport import MAX_TOKENS, lines, read_tokens
from tui_chat.wire.message import MAX_PARAMS, Message
from tui_chat.wire.modes import ModeChange, ModeKind, format_modes, kinds_of, parse_modes
from tui_chat.wire.names import Casemapping
from tui_chat.wire.source import Source
from tui_chat.wire.tags import escape, parse_tags, unescape
from tui_chat.wire.timestamps import format_time, parse_time

LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
on_a_line = st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n")
in_a_word = st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n ")
words = st.text(in_a_word, min_size=1)
middles = words.filter(lambda word: not word.startswith(":"))
keys = st.from_regex(r"\+?([a-z.]+/)?[A-Za-z0-9-]+", fullmatch=True)
tag_values = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))

messages = st.builds(
    lambda command, middle, last, source, tags: Message(command, (*middle, *last), source, tags),
    st.text(LETTERS_AND_DIGITS, min_size=1),
    st.lists(middles, max_size=MAX_PARAMS - 1),
    st.lists(st.text(on_a_line), max_size=1),
    st.none() | words.map(Source),
    st.dictionaries(keys, tag_values, max_size=5),
)


@given(messages)
def test_what_is_written_is_read_again(message: Message) -> None:
    line = message.encode()
    assert line.endswith(b"\r\n")
    assert Message.parse(line[:-2]) == message


LINE_LIKE = st.lists(
    st.sampled_from([b"@", b":", b" ", b";", b"=", b"\\", b"a", b"PING", b"\xff", b"\xc3\xa1"])
).map(b"".join)


@given(st.binary() | LINE_LIKE)
def test_bytes_are_a_message_or_a_protocol_error(line: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        Message.parse(line)


@given(st.binary() | LINE_LIKE)
def test_with_a_fallback_encoding_it_is_the_same(line: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        Message.parse(line, "latin-1")


@given(st.binary() | LINE_LIKE)
def test_what_was_read_can_be_written_and_read_as_the_same(line: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        message = Message.parse(line)
        assert Message.parse(message.encode()[:-2]) == message


@given(st.text())
def test_a_tag_value_survives_escaping(value: str) -> None:
    written = escape(value)
    assert unescape(written) == value
    assert not set(written) & set("; \r\n")


@given(st.text())
def test_tags_are_read_or_refused(text: str) -> None:
    with contextlib.suppress(ProtocolError):
        parse_tags(text)


STREAMS = st.lists(
    st.binary(max_size=30)
    | st.sampled_from([b"\r", b"\n", b"\r\n", b"@", b" ", b"x" * 9, b"x" * 10, b"@ab " * 3])
).map(b"".join)


@given(STREAMS, st.lists(st.integers(0, 200)), st.integers(1, 30), st.integers(2, 30))
def test_lines_are_the_same_however_the_bytes_are_cut(
    stream: bytes, places: list[int], max_tags: int, max_body: int
) -> None:
    limits = {"max_tags": max_tags, "max_body": max_body}
    cuts = sorted(min(place, len(stream)) for place in places)
    pieces = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, None], strict=True)]
    buffer = LineBuffer(**limits)
    found = [line for piece in pieces for line in buffer.feed(piece)]
    assert found == LineBuffer(**limits).feed(stream)


@given(st.lists(STREAMS), st.integers(1, 30), st.integers(2, 30))
def test_nothing_longer_than_the_limits_is_kept_or_given(
    chunks: list[bytes], max_tags: int, max_body: int
) -> None:
    buffer = LineBuffer(max_tags, max_body)
    for chunk in chunks:
        for line in buffer.feed(chunk):
            assert len(line) <= max_tags + max_body - 2
        assert len(buffer._rest) <= max_tags + max_body - 1


@given(STREAMS)
def test_every_line_that_fits_is_found(stream: bytes) -> None:
    expected = [line.removesuffix(b"\r") for line in stream.split(b"\n")[:-1]]
    buffer = LineBuffer(max_tags=10_000, max_body=10_000)
    assert buffer.feed(stream) == [line for line in expected if line]


KINDS = kinds_of("beI,k,l,imnst", "ov")
with_params = st.sampled_from(
    [letter for letter, kind in KINDS.items() if kind not in {ModeKind.FLAG, ModeKind.SET}]
)
changes = st.one_of(
    st.builds(ModeChange, st.booleans(), with_params, middles),
    st.builds(ModeChange, st.booleans(), st.sampled_from("imnstXYZ"), st.none()),
    st.builds(ModeChange, st.just(value=True), st.just("l"), middles),
    st.builds(ModeChange, st.just(value=False), st.just("l"), st.none()),
)


@given(st.lists(changes))
def test_mode_changes_survive_the_wire(made: list[ModeChange]) -> None:
    assert list(parse_modes(format_modes(made), KINDS)) == made


@given(st.lists(st.text()), st.text(), st.text())
def test_any_words_are_mode_changes(mode_words: list[str], chanmodes: str, prefix: str) -> None:
    for change in parse_modes(mode_words, kinds_of(chanmodes, prefix)):
        assert change.letter not in "+-"


@given(
    st.dictionaries(
        st.from_regex(r"[A-Z][A-Z0-9./]*", fullmatch=True), st.none() | st.text(on_a_line)
    )
)
def test_features_survive_the_wire(features: dict[str, str | None]) -> None:
    read: dict[str, str] = {}
    for lot in lines(features):
        assert 0 < len(lot) <= MAX_TOKENS
        line = Message("005", ("me", *lot, "are supported")).encode()
        read_tokens(Message.parse(line[:-2]).params[1:-1], read)
    assert read == {name: value or "" for name, value in features.items()}


@given(st.sampled_from(Casemapping), st.text())
def test_folding_twice_changes_nothing_more(casemapping: Casemapping, name: str) -> None:
    folded = casemapping.fold(name)
    assert casemapping.fold(folded) == folded
    if casemapping is not Casemapping.PRECIS:  # which may write one character as three
        assert len(folded) == len(name)


@given(st.integers(-62_135_596_800_000, 253_402_300_799_999))
def test_a_time_survives_the_wire(milliseconds: int) -> None:
    assert parse_time(format_time(milliseconds)) == milliseconds


@given(st.text())
def test_text_is_a_time_or_a_protocol_error(text: str) -> None:
    with contextlib.suppress(ProtocolError):
        parse_time(text)
