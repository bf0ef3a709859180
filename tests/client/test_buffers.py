import pytest

from tui_chat.client.buffers import Buffer, BufferKind, Buffers, Member, by_rank
from tui_chat.client.lines import LineKind
from tui_chat.wire.names import Casemapping, Folded


@pytest.fixture
def buffer() -> Buffer:
    return Buffer("#tea", BufferKind.CHANNEL, Folded("#tea"))


def test_only_talk_of_others_is_unread(buffer: Buffer) -> None:
    buffer.append(LineKind.EVENT, "bia came", 0.0)
    buffer.append(LineKind.MESSAGE, "hi", 0.0, sender="bia")
    buffer.append(LineKind.MESSAGE, "hi", 0.0, sender="ana", own=True)
    buffer.append(LineKind.ACTION, "waves at ana", 0.0, sender="bia", mention=True)
    assert (buffer.unread, buffer.mentions) == (2, 1)


def test_what_comes_while_the_person_looks_is_read(buffer: Buffer) -> None:
    buffer.append(LineKind.MESSAGE, "one", 0.0)
    buffer.show()
    buffer.append(LineKind.MESSAGE, "two", 0.0)
    assert buffer.unread == 0


def test_new_begins_where_the_person_looked_away(buffer: Buffer) -> None:
    buffer.show()
    seen = buffer.append(LineKind.MESSAGE, "seen", 0.0)
    buffer.hide()
    buffer.append(LineKind.MESSAGE, "new", 0.0)
    buffer.show()
    assert buffer.read_up_to == seen.id


def test_whoever_paints_sees_what_changed(buffer: Buffer) -> None:
    line = buffer.append(LineKind.MESSAGE, "one", 0.0)
    before = (buffer.version, buffer.lines_version, buffer.members_version)
    buffer.replace(line)
    buffer.touch_members()
    after = (buffer.version, buffer.lines_version, buffer.members_version)
    assert all(new > old for new, old in zip(after, before, strict=True))


def test_clearing_forgets_lines_and_counts(buffer: Buffer) -> None:
    buffer.append(LineKind.MESSAGE, "one", 0.0)
    buffer.clear()
    assert (len(buffer.lines), buffer.unread) == (0, 0)


def test_members_are_shown_by_rank_then_name() -> None:
    members = [Member("zoe"), Member("Bia", "+"), Member("caio", "@+"), Member("ana"),
               Member("odd", "?")]  # fmt: skip
    assert [m.nick for m in by_rank(members)] == ["caio", "Bia", "ana", "odd", "zoe"]


def opened(*names: str, limit: int = 10) -> Buffers:
    buffers = Buffers("irc.example", limit)
    for name in names:
        buffers.open(name, BufferKind.PERSON, Folded(name))
    return buffers


def test_the_server_comes_first_and_cannot_be_closed() -> None:
    buffers = opened("ana")
    buffers.close(buffers.server)
    assert [buffer.name for buffer in buffers] == ["irc.example", "ana"]


def test_past_the_limit_there_are_no_new_ones() -> None:
    buffers = opened("a", "b", "c", limit=3)
    assert len(buffers) == 3
    assert buffers.get(Folded("c")) is None


def test_a_new_name_keeps_the_place_in_the_order() -> None:
    buffers = opened("ana", "bia")
    ana = buffers.get(Folded("ana"))
    assert ana is not None
    assert buffers.rename(ana, "anita", Folded("anita"))
    assert [buffer.name for buffer in buffers] == ["irc.example", "anita", "bia"]
    assert not buffers.rename(ana, "bia", Folded("bia"))


def test_under_another_casemapping_the_first_of_two_stays() -> None:
    buffers = opened("a[", "a{")
    gone = buffers.refold(Casemapping.RFC1459.fold)
    assert [buffer.name for buffer in gone] == ["a{"]
    assert [buffer.name for buffer in buffers] == ["irc.example", "a["]
    assert gone[0] not in buffers
