"""A dump holds the whole state: whoever loads it goes on exactly as whoever made it."""

import dataclasses
from collections.abc import Callable

import msgspec
import pytest

from tests.server.core.state.busy_network import BUSY_SETTINGS, busy_network
from tests.server.world import World
from tui_chat.server.core import state_dump
from tui_chat.server.core.events import ClientId, Millis
from tui_chat.server.core.settings import Limits, Operator, Settings
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.session import Session
from tui_chat.server.core.state.state_digest import names
from tui_chat.server.core.state.users_and_channels import Channel, User
from tui_chat.server.core.state_dump import DumpError, dump, load


@pytest.fixture(scope="module")
def busy() -> Network:
    return busy_network().node.network


def test_a_loaded_state_is_the_one_that_was_dumped(busy: Network) -> None:
    loaded = load(dump(busy), BUSY_SETTINGS)
    assert loaded.snapshot() == busy.snapshot()
    assert loaded.settings == busy.settings
    assert dump(loaded) == dump(busy)
    assert loaded.stamps.times.kept() == busy.stamps.times.kept()


def test_what_belongs_to_one_node_and_passwords_are_left_out(busy: Network) -> None:
    data = dump(busy)
    assert b"sesame" not in data
    loaded = load(data)
    assert busy.strangers
    assert not loaded.strangers
    assert loaded.settings.operators == ()


@pytest.mark.parametrize(
    ("kind", "row", "made_again"),
    [
        (User, "_User", {"source"}),
        (Channel, "_Channel", {"names_cache"}),
        (Session, "_Session", {"exchange", "registration"}),
    ],
)
def test_every_field_has_its_place(kind: type, row: str, made_again: set[str]) -> None:
    fields = {field.name for field in dataclasses.fields(kind)}
    assert fields - made_again == set(getattr(state_dump, row).__struct_fields__)


def test_every_part_of_the_network_is_looked_at(busy: Network) -> None:
    """What is new in the network belongs into the dump, or into this list."""
    made_of_settings = {"client_tags", "first_names", "fold", "keeps_history", "name"}
    counted = {"_alike", "_is_nickname", "invisible"}
    kept = {
        *("accounts", "bans", "channels", "empty_channel_rules", "entry_rules", "first_channels"),
        "invitations",
        *("markers", "metadata", "monitors", "most_users", "network_settings", "operators"),
        *("operator_addresses", "sessions", "started_at", "users", "whowas"),
        *("metadata_shown", "missing", "nodes", "registrations"),
        *("wrong_by_account", "wrong_by_host", "wrong_by_operator"),
    }
    assert set(names(busy)) == made_of_settings | counted | kept


def test_whoever_has_left_while_it_was_shown_values_is_not_held() -> None:
    net = World(settings=Settings(auto_join=(), limits=Limits(metadata_sync=1)), tick_per_line=True)
    people = [net.enter(nick, "draft/metadata-2", "batch") for nick in ("ana", "bob", "eve")]
    net.join("#tea", *people)
    for person in people:
        person.says("METADATA * SUB status")
        person.says("METADATA * SET status :tired")
    net.settle()
    ana = people[0]
    ana.says("METADATA #tea SYNC")
    assert any(" 774 " in line for line in ana.hears())
    for person in people[1:]:
        person.drops()
    network = net.node.network
    assert network.sessions[ana.id].synced[0] == "#tea"
    assert load(dump(network)).snapshot() == network.snapshot()


def broken(change: Callable[[list[object]], object]) -> bytes:
    found = msgspec.msgpack.decode(dump(Network(Settings())))
    change(found)
    return msgspec.msgpack.encode(found)


def test_another_format_is_refused_in_a_sentence() -> None:
    data = broken(lambda found: found.__setitem__(0, 99))
    with pytest.raises(DumpError, match=r"format 99, and this is \d+: run the same version of"):
        load(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nonsense",
        dump(Network(Settings()))[:-9],
        broken(lambda found: found.__setitem__(5, [7])),
        broken(lambda found: found.__setitem__(2, ["ana"])),
    ],
)
def test_a_damaged_dump_is_refused(data: bytes) -> None:
    with pytest.raises(DumpError, match="damaged"):
        load(data)


def test_a_new_network_is_dumped_and_loaded() -> None:
    network = Network(Settings(operators=(Operator("root", "hash"),)))
    network.stamps.restore(Millis(5), 7, network.stamps.times.kept())
    loaded = load(dump(network), network.settings)
    assert loaded.snapshot() == network.snapshot()
    assert (loaded.stamps.last, loaded.stamps.msgids.last) == (5, 7)
    assert ClientId(1) not in loaded.sessions
