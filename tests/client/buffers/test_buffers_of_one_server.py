import pytest

from tui_chat.client.buffers.buffer import BufferKind
from tui_chat.client.buffers.buffers_of_one_server import Buffers
from tui_chat.client.buffers.line import LineKind
from tui_chat.client.buffers.members import Member
from tui_chat.client.buffers.scrollback import LineBudget
from tui_chat.wire.names import Casemapping, Folded


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


def test_a_closed_buffer_is_gone_and_its_name_is_free() -> None:
    buffers = opened("ana")
    ana = buffers.get(Folded("ana"))
    assert ana is not None
    buffers.close(ana)
    assert buffers.get(Folded("ana")) is None
    assert ana not in buffers
    assert buffers.open("ana", BufferKind.PERSON, Folded("ana")) is not None


def test_under_another_casemapping_a_joined_one_stays_before_the_first() -> None:
    buffers = opened("a[", "a{", "b")
    joined = buffers.get(Folded("a{"))
    assert joined is not None
    joined.joined = True
    gone = buffers.refold(Casemapping.RFC1459.fold)
    assert [buffer.name for buffer in gone] == ["a["]
    assert [buffer.name for buffer in buffers] == ["irc.example", "a{", "b"]


def test_of_two_joined_ones_the_first_stays() -> None:
    buffers = opened("a[", "a{")
    for buffer in buffers:
        buffer.joined = True
    assert [buffer.name for buffer in buffers.refold(Casemapping.RFC1459.fold)] == ["a{"]


def test_a_closed_buffer_gives_its_room_to_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = LineBudget()
    monkeypatch.setattr("tui_chat.client.buffers.buffers_of_one_server.LineBudget", lambda: budget)
    buffers = opened("ana")
    ana = buffers.get(Folded("ana"))
    assert ana is not None
    before = budget.loose
    ana.append(LineKind.MESSAGE, "hello", 1.0, sender="ana")
    assert budget.loose < before
    buffers.close(ana)
    assert budget.loose == before


def test_members_are_found_under_another_casemapping() -> None:
    buffers = Buffers("irc.example", 10)
    tea = buffers.open("#tea", BufferKind.CHANNEL, Folded("#tea"))
    assert tea is not None
    tea.members.replace({Folded("a["): Member("A[")})
    buffers.refold(Casemapping.RFC1459.fold)
    assert buffers.with_member(Folded("a{")) == [tea]


def test_buffers_of_one_kind_are_in_order() -> None:
    buffers = opened("ana", "bia")
    buffers.open("#tea", BufferKind.CHANNEL, Folded("#tea"))
    assert [one.name for one in buffers.of_kind(BufferKind.PERSON)] == ["ana", "bia"]
    assert [one.name for one in buffers.of_kind(BufferKind.CHANNEL)] == ["#tea"]
    assert buffers.of_kind(BufferKind.SERVER) == [buffers.server]
