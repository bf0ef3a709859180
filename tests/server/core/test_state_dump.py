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
from tui_chat.server.core.state_dump import DumpError, dump, dump_part, load


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
        person.says("METADATA * SUB status", "METADATA * SET status :tired")
    net.settle()
    ana = people[0]
    assert any(" 774 " in line for line in ana.asks("METADATA #tea SYNC"))
    for person in people[1:]:
        person.drops()
    network = net.node.network
    assert network.sessions[ana.id].synced[0] == "#tea"
    assert load(dump(network)).snapshot() == network.snapshot()


def keys_of(field: object) -> list[object]:
    """What tells the rows of a field of the dump apart."""
    if isinstance(field, dict):
        return list(field)
    rows = field if isinstance(field, list) else []
    return [str(row[0]) for row in rows if isinstance(row, list)]  # a row begins with its name


def test_the_parts_of_a_state_make_up_all_of_it(
    busy: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = msgspec.msgpack.decode(dump(busy))
    monkeypatch.setattr(state_dump, "PART", 1)
    monkeypatch.setattr(state_dump, "_MEMBERSHIPS", 1)
    loaded = load(dump(busy), BUSY_SETTINGS)
    parts, seen, members = [], [set[object]() for _ in whole], set[object]()
    for number in range(60):
        assert dump_part(loaded, number) == dump_part(busy, number)
        parts.append(msgspec.msgpack.decode(dump_part(busy, number)))
        for keys, field in zip(seen, parts[-1], strict=True):
            keys.update(keys_of(field))
        ((channel, *_, listed, _invited, _masks, _speech),) = parts[-1][3]
        assert len(listed) <= 1, "a large channel does not come at once either"
        members.update((channel, member) for member, _ranks in listed)
    users, channels, sessions = parts[0][2:5]
    assert (len(users), len(channels), len(sessions)) == (1, 1, 1)
    assert [len(keys) for keys in seen] == [len(keys_of(field)) for field in whole]
    assert len(members) == sum(len(channel.members) for channel in busy.channels.values())


def test_a_part_is_no_larger_in_a_large_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_dump, "PART", 4)
    monkeypatch.setattr(state_dump, "_MEMBERSHIPS", 4)
    net = World(settings=Settings(auto_join=()), tick_per_line=True)
    net.join("#tea", *(f"u{number:02}" for number in range(4)))
    small = len(dump_part(net.node.network, 0))
    net.join("#tea", *(f"u{number:02}" for number in range(4, 24)))
    assert len(dump(net.node.network)) > 2 * small
    sizes = [len(dump_part(net.node.network, number)) for number in range(6)]
    assert max(sizes) < small + 200, "only the times of conversations are whole"


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
