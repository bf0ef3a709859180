import pytest

from tests.server.world import World
from tui_chat.server.core.events import ClientId, number_on_node
from tui_chat.server.engine import client_ids
from tui_chat.server.engine.client_ids import ClientIds, OutOfClientIds


def test_a_single_node_counts_its_clients_from_one() -> None:
    ids = ClientIds()
    assert [ids.take() for _ in range(3)] == [1, 2, 3]
    assert ids.node == 0


def test_no_two_nodes_give_the_same_id_and_each_knows_its_own() -> None:
    one, other = ClientIds(7), ClientIds(8)
    taken = [ids.take() for ids in (one, other, one, other)]
    assert len({*taken, one.node, other.node}) == 6
    assert [one.is_own(client) for client in taken] == [True, False, True, False]
    assert one.is_own(one.node)
    assert not one.is_own(other.node)
    assert [number_on_node(client) for client in taken] == [1, 1, 2, 2]


def test_all_are_a_single_nodes_own() -> None:
    assert ClientIds().is_own(ClientId(1 << 40))


def test_a_node_that_is_out_of_ids_takes_none_of_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_ids, "_MOST", 3)
    ids = ClientIds(7)
    assert [number_on_node(ids.take()) for _ in range(2)] == [1, 2]
    with pytest.raises(OutOfClientIds):
        ids.take()


def test_guests_are_called_by_their_number_on_their_node(net: World) -> None:
    net.node.use_incarnation(1 << 30)
    ana = net.enter("ana")
    ana.says("NS REGISTER correct-horse")
    ana.hears()
    assert any(line.endswith(" NICK Guest1") for line in ana.asks("NS LOGOUT"))
