import base64
import errno
import io
from pathlib import Path

import pytest

from tests.server.core.state.busy_network import BUSY_SETTINGS, busy_network
from tests.server.world import World
from tui_chat.server.core.context import Context
from tui_chat.server.core.events import ClientId, Connected, Event, Guessed, Millis, Received
from tui_chat.server.core.handler_registry import COMMANDS
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state_dump import dump
from tui_chat.server.engine.node import Node
from tui_chat.server.recording.recording_and_replay import Recording, RecordingError, read, replay
from tui_chat.wire.message import Message

SETTINGS = Settings(server="irc.example", password="sesame")
EVENTS = [Guessed(ClientId(1), Millis(2), "10.0.0.1"), Guessed(ClientId(2), Millis(3), "host")]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "recording"
    recording = Recording(path, SETTINGS)
    for event in EVENTS:
        recording.add(event)
    recording.close()
    return path


def test_what_was_recorded_is_read(file: Path) -> None:
    beginning, events = read(file)
    assert beginning.settings.server == "irc.example"
    assert beginning.settings.password == ""
    assert list(events) == EVENTS


def test_a_file_is_printable_whatever_was_said(tmp_path: Path) -> None:
    said = "\x1b]0;owned\x07\x9b31m\u202e\x7f\u2028é🙂\\u0041"
    event = Guessed(ClientId(1), Millis(2), said)
    path = tmp_path / "recording"
    recording = Recording(path, Settings(welcome=said))
    recording.add(event)
    recording.close()
    text = path.read_text("ascii")
    assert all(line.isprintable() for line in text.split("\n"))
    beginning, events = read(path)
    assert beginning.settings.welcome == said
    assert list(events) == [event]


def test_nobody_else_may_read_it(file: Path) -> None:
    assert file.stat().st_mode & 0o777 == 0o600


def test_no_file_is_overwritten(file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(RecordingError, match="is there already: name a new file"):
        Recording(file, SETTINGS)
    assert file.read_bytes() == before


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"^Cannot record to .*: No such file or directory\.$"):
        Recording(tmp_path / "no" / "recording", SETTINGS)


def test_a_last_line_that_was_being_written_does_not_count(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-5])
    _, events = read(file)
    assert list(events) == EVENTS[:1]


def test_a_line_that_is_no_event_is_named(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"nonsense\n")
    _, events = read(file)
    with pytest.raises(RecordingError, match="line 4: this is no event"):
        list(events)


@pytest.mark.parametrize("content", [b"", b"\n", b"{}\n", b"\xff\n", b"[" * 100_000 + b"\n"])
def test_what_is_no_recording_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(RecordingError, match="is no recording of a server"):
        read(path)


def test_an_endless_line_is_not_kept_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_chat.server.recording.recording_and_replay._LONGEST", 100)
    path = tmp_path / "other"
    path.write_bytes(b"x" * 101)
    with pytest.raises(RecordingError, match="a line that is too long"):
        read(path)


def test_that_of_another_format_says_which_version_to_use(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b'"recording":1', b'"recording":2'))
    with pytest.raises(RecordingError, match="recorded by another version, tui-chat"):
        read(file)


def test_a_disk_that_is_full_ends_the_recording_and_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Full(io.RawIOBase):
        def write(self, _data: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    recording = Recording(tmp_path / "recording", SETTINGS)
    recording._file = Full()  # type: ignore[assignment]  # no disk is full when it is needed
    for event in EVENTS:
        recording.add(event)
    (record,) = caplog.records
    assert record.getMessage().startswith("the recording ends here: it cannot be written: Guessed")
    assert record.getMessage().endswith(": No space left on device")


def test_what_cannot_be_written_ends_it_too(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "recording"
    recording = Recording(path, SETTINGS)
    recording.add(Connected(ClientId(1), Millis(2), "host"))
    recording.add(EVENTS[0])
    assert len(caplog.records) == 1
    _, events = read(path)
    assert not list(events)


@pytest.fixture
def recorded(net: World, tmp_path: Path) -> Path:
    path = tmp_path / "recording"
    recording = Recording(path, net.node.network.settings)
    net.node.record(recording.add)
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says("TOPIC #tea :news")
    bob.drops()
    net.settle()
    recording.close()
    return path


def no_failure(_line: int, _event: Event, error: Exception) -> None:
    raise error


def test_it_ends_where_the_server_was(net: World, recorded: Path) -> None:
    _, network, count = replay(recorded, no_failure)
    assert network.snapshot() == net.node.network.snapshot()
    assert count == len(recorded.read_bytes().splitlines()) - 1


def test_an_event_that_fails_is_told_and_the_others_go_on(
    net: World, recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def topic(ctx: Context) -> None:
        raise ZeroDivisionError(ctx.param(0))

    monkeypatch.setitem(COMMANDS, "TOPIC", COMMANDS["TOPIC"]._replace(handler=topic))
    failures: list[tuple[int, str]] = []

    def tell(line: int, _event: Event, error: Exception) -> None:
        failures.append((line, type(error).__name__))

    _, network, _ = replay(recorded, tell)
    lines = recorded.read_bytes().splitlines()
    (line,) = (number for number, text in enumerate(lines, 1) if b'"TOPIC"' in text)
    assert failures == [(line, "ZeroDivisionError")]
    assert network.users.keys() == net.node.network.users.keys()


def test_a_recording_that_begins_in_the_middle_of_a_network_ends_where_the_server_was(
    tmp_path: Path,
) -> None:
    before = busy_network()
    (ana,) = before.join("#locked", before.enter("Kay"))
    ana.says("MODE #locked +k opensesame")
    before.settle()
    dumped = dump(before.node.network)
    path = tmp_path / "recording"
    node = Node(BUSY_SETTINGS, lambda _act: None)
    recording = Recording(path, BUSY_SETTINGS)
    node.record(recording.add, recording.begin_with)
    node.load(dumped)
    node.apply(Received(ana.id, Millis(0), Message("TOPIC", ("#locked", "news")), ""))
    recording.close()
    text = path.read_bytes()
    state = base64.b64decode(text.split(b'"state":"')[1].split(b'"')[0])
    for secret in ("opensesame", *(one.secrets.hash for one in node.network.accounts)):
        assert secret.encode() in dumped
        assert secret.encode() not in state
    _, network, count = replay(path, no_failure)
    assert count == 2
    assert network.users.keys() == node.network.users.keys()
    locked = network.find_channel("#locked")
    assert locked is not None
    assert locked.topic is not None
    assert locked.topic.text == "news"


def test_a_state_that_cannot_be_loaded_is_told_in_a_sentence(file: Path) -> None:
    state = base64.b64encode(b"nonsense")
    file.write_bytes(file.read_bytes() + b'{"type":"LoadedState","state":"%s"}\n' % state)
    with pytest.raises(RecordingError, match="cannot be replayed here: The dump of the state is"):
        replay(file, no_failure)
