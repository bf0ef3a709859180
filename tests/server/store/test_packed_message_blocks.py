"""Blocks: what one tick brought to a conversation, packed and unpacked."""

import logging

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.server.store.talk import NOON, msgid
from tui_chat.server.core.effects import Speech
from tui_chat.server.core.events import Millis
from tui_chat.server.core.messages.history_request_types import Entry
from tui_chat.server.store.packed_message_blocks import (
    MOST,
    Kept,
    Line,
    messages_in,
    one_by_one,
    pack,
    place,
    repack,
    texts,
    unpack,
)
from tui_chat.wire.message import Message
from tui_chat.wire.source import Source

ALICE = Source("alice!a@host")


def line(number: int, text: str = "hello", command: str = "PRIVMSG") -> tuple[int, Message, str]:
    tags = {"msgid": msgid(number)}
    return NOON + 1000 * number, Message(command, ("#tea", text), ALICE, tags), "@1"


@given(st.lists(st.text(), min_size=1, max_size=9))
def test_what_was_packed_is_unpacked_as_it_was(texts: list[str]) -> None:
    lines = [line(number, text) for number, text in enumerate(texts)]
    (block,) = pack(lines)
    entries = [kept.entry() for kept in unpack(block.data)]
    assert [(entry.at, entry.message, entry.author) for entry in entries] == lines
    assert repack(unpack(block.data)) == block


def test_a_block_says_where_it_begins_and_ends_and_whether_anybody_spoke() -> None:
    (block,) = pack([line(1, command="JOIN"), line(2, command="PART")])
    assert (block.first, block.last) == (place(msgid(1), 0), place(msgid(2), 0))
    assert (block.messages, block.spoken) == (2, False)
    (block,) = pack([line(1, command="JOIN"), line(2)])
    assert block.spoken


def test_no_block_is_longer_than_a_page_should_unpack() -> None:
    blocks = list(pack([line(number) for number in range(2 * MOST + 1)]))
    assert [block.messages for block in blocks] == [MOST, MOST, 1]


@pytest.mark.parametrize("damaged", [b"", b"\xff", b"\x91\x92", b"\x81\x00\x00"])
def test_a_damaged_block_is_empty_and_told(
    caplog: pytest.LogCaptureFixture, damaged: bytes
) -> None:
    with caplog.at_level(logging.ERROR):
        assert unpack(damaged) == []
    assert "damaged" in caplog.text


def test_blocks_of_older_versions_do_not_say_whose_identity_an_author_had() -> None:
    at, message, _ = line(1)
    tags = {"msgid": msgid(1)}
    old = msgspec.msgpack.encode([(at, "PRIVMSG", message.params, str(ALICE), tags)])
    (kept,) = unpack(old)
    assert kept.entry() == Entry(Millis(at), message, "")


def speech(first: int, *said: str, **tags: str) -> Line:
    ids = tuple(msgid(number) for number in range(first, first + len(said)))
    at = Millis(NOON + 1000 * first)
    return at, Speech(ALICE, "#tea", said, ids, tags, at), "@1"


@given(
    st.lists(
        st.one_of(
            st.lists(st.text(st.characters(exclude_characters="\r\n")), min_size=1, max_size=5),
            st.text(),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_a_speech_is_unpacked_as_its_messages(said: list[list[str] | str]) -> None:
    lines = [
        line(100 * n, one) if isinstance(one, str) else speech(100 * n, *one, account="al")
        for n, one in enumerate(said)
    ]
    (block,) = pack(lines)
    entries = [kept.entry() for kept in unpack(block.data)]
    assert [(entry.at, entry.message, entry.author) for entry in entries] == [*one_by_one(lines)]
    assert block.messages == messages_in(lines) == len(entries)
    alone = repack(unpack(block.data))
    assert alone == block._replace(data=alone.data)


def test_a_speech_is_never_torn_and_fills_no_block_beyond_its_bound() -> None:
    long = ["word"] * (MOST - 1)
    blocks = list(pack([line(1), speech(2, *long), line(MOST + 2), speech(MOST + 3, "a", "b")]))
    assert [block.messages for block in blocks] == [MOST, 3]
    blocks = list(pack([speech(2, *long), speech(MOST + 3, "a", "b"), line(MOST + 9)]))
    assert [block.messages for block in blocks] == [MOST - 1, 3]
    assert all(block.spoken for block in blocks)


def test_the_texts_of_a_block_are_those_of_its_talk() -> None:
    (block,) = pack([line(1, "tea\n\rpot\nhot"), line(2, "#x", "JOIN"), speech(3, "a b", "c d")])
    assert texts(block.data).split("\n") == ["teapot", "hot", "a b", "c d"]


def test_a_speech_with_more_ids_than_texts_is_damaged(caplog: pytest.LogCaptureFixture) -> None:
    row = Kept(NOON, "SPEECH", ("#tea", "a"), str(ALICE), {"msgid": "1 2"})
    with caplog.at_level(logging.ERROR):
        assert unpack(msgspec.msgpack.encode([row])) == []
    assert "damaged" in caplog.text
