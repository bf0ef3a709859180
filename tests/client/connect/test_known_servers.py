"""The file of known servers, and the words about those that are not to be believed."""

from pathlib import Path

import msgspec
import pytest

from tui_chat.client.connect import known_servers
from tui_chat.client.connect.known_servers import KnownServer, KnownServers, Standing, TrustError
from tui_chat.client.session.model.sts_policy_and_cleartext_passwords import StsPolicy

PINNED = KnownServer(Standing.PINNED, 1.0, 2.0, "ab" * 32)


def test_what_one_client_learns_another_knows(tmp_path: Path) -> None:
    file = tmp_path / "new" / "known.json"
    one, other = KnownServers(file), KnownServers(file)
    one.put("Tea.Example.", 6667, PINNED)
    assert other.get("tea.example", 6667) == PINNED
    assert other.get("tea.example", 6697) is None
    assert other.count == 1


def test_a_policy_counts_for_the_whole_host_until_it_ends(tmp_path: Path) -> None:
    known = KnownServers(tmp_path / "known.json")
    known.put_policy("tea.example", StsPolicy(6697, 100.0))
    assert known.policy("TEA.example", 99.0) == StsPolicy(6697, 100.0)
    assert known.policy("tea.example", 100.0) is None
    known.put_policy("tea.example", None)
    assert known.policy("tea.example", 1.0) is None


@pytest.mark.parametrize("content", [b"{", b"\xff", b'{"servers": 5}', b'{"servers": {"a": {}}}'])
def test_a_damaged_file_is_not_taken_for_an_empty_one(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "known.json"
    file.write_bytes(content)
    with pytest.raises(TrustError, match="is damaged"):
        KnownServers(file).get("tea.example", 6667)
    with pytest.raises(TrustError):
        KnownServers(file).put("tea.example", 6667, PINNED)
    assert file.read_bytes() == content


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(TrustError, match="Can't read"):
        KnownServers(tmp_path).get("tea.example", 6667)


def test_where_nothing_can_be_written_this_run_remembers(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    known = KnownServers(tmp_path / "file" / "known.json")
    with pytest.raises(TrustError):  # a folder that is a file is nothing to go on with
        known.put("tea.example", 6667, PINNED)
    alone = KnownServers(None)
    alone.put("tea.example", 6667, PINNED)
    assert alone.get("tea.example", 6667) == PINNED


def test_what_a_full_disk_does_not_take_this_run_remembers_and_writes_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "known.json"
    known = KnownServers(file)
    known.put("tea.example", 6667, PINNED)
    accepted = msgspec.structs.replace(PINNED, fingerprint="cd" * 32)
    with monkeypatch.context() as full:
        full.setattr(Path, "replace", lambda _draft, _file: Path("/none/such").touch())
        known.put("tea.example", 6667, accepted)
        known.put("milk.example", 6667, PINNED)
    assert known.get("tea.example", 6667) == accepted
    assert known.get("milk.example", 6667) == PINNED
    assert [left.name for left in tmp_path.iterdir()] == ["known.json"]
    known.put("sugar.example", 6667, PINNED)
    assert KnownServers(file).get("tea.example", 6667) == accepted
    assert KnownServers(file).count == 3


def test_a_server_that_changed_is_told_with_what_to_do() -> None:
    error = known_servers.changed("tea.example", 6667, PINNED, "cd" * 32)
    assert "THIS SERVER CHANGED: tea.example:6667" in str(error)
    assert "cdcdcd" in str(error)
    assert known_servers.ACCEPT_OPTION in str(error)
    assert error.fingerprint == "cd" * 32


def test_there_is_no_way_on_without_encryption() -> None:
    assert known_servers.plaintext_not_allowed("tea.example", None).fingerprint == ""
    assert known_servers.no_encryption("tea.example", 6667).fingerprint == ""


def test_the_file_lies_with_the_data() -> None:
    assert known_servers.default_path().name == "known_servers.json"


def test_an_invitation_pins_only_who_was_never_encrypted() -> None:
    known = KnownServers(None)
    known.put("old.example", 6667, PINNED)
    known.put("plain.example", 6667, KnownServer(Standing.PLAIN, 1.0, 2.0))
    for host in ("old.example", "plain.example", "new.example"):
        known.pin(host, 6667, "cd" * 32)
    invited = KnownServer(Standing.PINNED, 0.0, 0.0, "cd" * 32)
    assert known.get("old.example", 6667) == PINNED
    assert known.get("plain.example", 6667) == known.get("new.example", 6667) == invited
