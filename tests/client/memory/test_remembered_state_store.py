"""What is kept in files, whatever becomes of them."""

import os
from pathlib import Path

import msgspec
import pytest

from tui_chat.client.buffers.members import Identity
from tui_chat.client.memory import remembered_state_store as memory_module
from tui_chat.client.memory.remembered_state import Memory
from tui_chat.client.memory.remembered_state_store import Memories, MemoryFileError
from tui_chat.client.session import Level, Rules, Unsent

NOON = 1_800_000_000.0


@pytest.fixture
def memories(tmp_path: Path) -> Memories:
    return Memories(tmp_path / "state")


def of_ana(**parts: object) -> Memory:
    return Memory("chat.example", 6667, "ana", **{"used_at": NOON, **parts})  # type: ignore[arg-type]


def only_file(memories: Memories) -> Path:
    [path] = memories.folder.glob("*.json")
    return path


def test_at_first_nothing_is_remembered(memories: Memories) -> None:
    assert memories.load("Chat.example.", 6667, "ana") == Memory("chat.example", 6667, "ana")
    assert memories.recent() == []


def test_what_is_saved_is_loaded_again(memories: Memories) -> None:
    memory = of_ana(
        nick="ana_",
        seen=NOON,
        positions={"#tea": NOON},
        rules=Rules(ignored=["troll!*@*"], levels={"#tea": Level.NOTHING}),
        channels=[("#tea", "secret")],
        people=["bia"],
        drafts={"#tea": "half a"},
        unsent=[Unsent("#tea", ("hello",), NOON, nick="ana")],
        identities={"bia": Identity("b@host", "bia")},
    )
    assert memories.save(memory, Memory())
    assert memories.load("CHAT.example", 6667, "ANA") == memory


def test_nobody_else_on_the_machine_reads_it(memories: Memories) -> None:
    before = os.umask(0)
    try:
        memories.save(of_ana(), Memory())
    finally:
        os.umask(before)
    assert only_file(memories).stat().st_mode & 0o777 == 0o600
    assert memories.folder.stat().st_mode & 0o777 == 0o700


def test_servers_and_people_are_kept_apart(memories: Memories) -> None:
    memories.save(of_ana(people=["bia"]), Memory())
    for host, port, person in (
        ("chat.example", 6667, "bia"),
        ("chat.example", 6697, "ana"),
        ("tea.example", 6667, "ana"),
    ):
        assert memories.load(host, port, person).people == []
    through = memories.load("chat.example", 6667, "ana", "7")
    assert (through.network, through.people) == ("7", [])


def test_a_network_of_a_bouncer_is_none_of_the_servers_used_before(memories: Memories) -> None:
    memories.save(of_ana(network="7", nick="ana_"), Memory())
    memories.save(of_ana(network="8", nick="ana_"), Memory())
    assert memories.recent() == []
    assert memories.last_nick("chat.example", 6667) == ""
    assert memories.person("chat.example", 6667, "ana_") == "ana_"
    assert memories.person("chat.example", 6667, "ana_", "7") == "ana"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\x00",
        b'{"version": 1, "memory": {"positions": 5}}',
        b'{"version": 2, "memory": {}}',
        b'["another program\'s"]',
        b'{"version": 1, "memory": {"x": ' + b"[" * 100_000,
    ],
)
def test_a_file_that_makes_no_sense_is_set_aside_with_a_sentence(
    memories: Memories, content: bytes
) -> None:
    memories.save(of_ana(), Memory())
    only_file(memories).write_bytes(content)
    with pytest.raises(MemoryFileError, match=r"The saved state of chat.example is damaged"):
        memories.load("chat.example", 6667, "ana")
    [aside] = memories.folder.glob("*.broken")
    assert aside.read_bytes() == content
    assert memories.load("chat.example", 6667, "ana").positions == {}


def test_a_broken_file_hides_no_other_server(memories: Memories) -> None:
    memories.save(of_ana(), Memory())
    only_file(memories).with_name("broken.json").write_bytes(b"{")
    assert [each.host for each in memories.recent()] == ["chat.example"]


def test_where_nothing_can_be_written_the_chat_goes_on(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    memories = Memories(tmp_path / "state")
    assert not memories.save(of_ana(), Memory())
    assert memories.claim("chat.example", 6667, "ana") is None
    assert memories.recent() == []


def test_two_clients_keep_each_others_news(memories: Memories) -> None:
    start = of_ana(positions={"#tea": 1.0, "#ops": 5.0}, drafts={"#tea": "half a"})
    memories.save(start, Memory())
    changed = msgspec.structs.replace
    one = changed(start, positions={"#tea": 2.0, "#ops": 5.0}, rules=Rules(ignored=["troll!*@*"]))
    other = changed(start, positions={"#tea": 1.0, "#ops": 9.0}, people=["bia"], drafts={})
    memories.save(one, start)
    memories.save(other, start)
    both = memories.load("chat.example", 6667, "ana")
    assert both.positions == {"#tea": 2.0, "#ops": 9.0}
    assert both.rules.ignored == ["troll!*@*"]
    assert both.people == ["bia"]
    assert both.drafts == {}


def test_what_another_client_left_unsent_stays(memories: Memories) -> None:
    theirs, ours = Unsent("#tea", ("theirs",), 1.0), Unsent("#tea", ("ours",), 2.0)
    memories.save(of_ana(unsent=[theirs]), Memory())
    memories.save(of_ana(unsent=[ours]), of_ana())
    assert memories.load("chat.example", 6667, "ana").unsent == [theirs, ours]
    memories.save(of_ana(), of_ana(unsent=[ours]))
    assert memories.load("chat.example", 6667, "ana").unsent == [theirs]


def test_one_client_at_a_time_sends_what_was_left(memories: Memories) -> None:
    where = ("chat.example", 6667, "ana")
    end = memories.claim(*where)
    assert end is not None
    assert memories.claim(*where) is None
    assert memories.claim("chat.example", 6667, "bia") is not None
    end()
    assert memories.claim(*where) is not None


def test_servers_come_in_the_order_of_their_last_use(memories: Memories) -> None:
    memories.save(Memory("old.example", 6667, "ana", "ana", NOON), Memory())
    memories.save(Memory("new.example", 6697, "ana", "zoe", NOON + 2), Memory())
    memories.save(Memory("old.example", 6667, "bia", "bia", NOON + 1), Memory())
    found = [(each.host, each.port, each.nick) for each in memories.recent()]
    assert found == [("new.example", 6697, "zoe"), ("old.example", 6667, "bia")]
    assert memories.last_nick("New.example", 6697) == "zoe"
    assert memories.last_nick("new.example", 6667) == ""


def test_who_was_called_otherwise_last_time_is_known_again(memories: Memories) -> None:
    memories.save(of_ana(nick="ana_"), Memory())
    assert memories.person("chat.example", 6667, "Ana_") == "ana"
    assert memories.person("chat.example", 6667, "bia") == "bia"


def test_the_servers_of_long_ago_are_forgotten(
    memories: Memories, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory_module, "_MOST_FILES", 2)
    for number in range(4):
        memories.save(Memory(f"{number}.example", 6667, "ana", used_at=NOON + number), Memory())
        for path in memories.folder.glob("*.json"):
            os.utime(path, (0, path.stat().st_mtime - 10))
    assert [each.host for each in memories.recent()] == ["3.example", "2.example"]
