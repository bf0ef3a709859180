"""Blocks: what one tick brought to a conversation, packed and unpacked."""

import logging

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.server.store.talk import NOON, msgid
from tui_chat.server.core.events import Millis
from tui_chat.server.core.messages.history_request_types import Entry
from tui_chat.server.store.blocks import MOST, Line, pack, place, repack, unpack
from tui_chat.wire.message import Message
from tui_chat.wire.source import Source

ALICE = Source("alice!a@host")


def line(number: int, text: str = "hello", command: str = "PRIVMSG") -> Line:
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
