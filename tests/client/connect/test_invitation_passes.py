from pathlib import Path

import pytest

from tui_chat.client.connect.invitation_passes import InvitationPasses

TOKEN, OTHER = "A" * 22, "B" * 22


def test_a_pass_is_made_once_for_each_invitation_and_kept(tmp_path: Path) -> None:
    beside = tmp_path / "new" / "known_servers.json"
    passes = InvitationPasses(beside)
    assert passes.get("chat.example", 6667) == ""
    mine = passes.take("chat.example", 6667, TOKEN)
    assert mine.startswith(f"{TOKEN}.")
    assert len(mine) > len(TOKEN) + 10
    again = InvitationPasses(beside)
    assert again.get("CHAT.example.", 6667) == again.take("chat.example", 6667, TOKEN) == mine
    assert again.get("chat.example", 6668) == ""
    newer = again.take("chat.example", 6667, OTHER)
    assert passes.get("chat.example", 6667) == newer
    assert newer.startswith(OTHER)
    file = tmp_path / "new" / "invitations.json"
    assert file.stat().st_mode & 0o777 == 0o600


def test_two_people_with_one_token_have_passes_of_their_own(tmp_path: Path) -> None:
    one, other = (InvitationPasses(tmp_path / name / "k.json") for name in ("a", "b"))
    assert one.take("h", 1, TOKEN) != other.take("h", 1, TOKEN)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"h 1": 5}', b"\xff"])
def test_a_damaged_file_counts_as_empty(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "invitations.json").write_bytes(content)
    passes = InvitationPasses(tmp_path / "known_servers.json")
    assert passes.get("h", 1) == ""
    mine = passes.take("h", 1, TOKEN)
    assert passes.get("h", 1) == mine


def test_without_a_file_it_is_remembered_meanwhile() -> None:
    passes = InvitationPasses(None)
    mine = passes.take("h", 1, TOKEN)
    assert passes.get("h", 1) == mine


def test_where_nothing_can_be_written_it_is_remembered_meanwhile(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    passes = InvitationPasses(tmp_path / "file" / "known_servers.json")
    mine = passes.take("h", 1, TOKEN)
    assert passes.get("h", 1) == mine


def test_only_so_many_are_kept(tmp_path: Path) -> None:
    passes = InvitationPasses(tmp_path / "known_servers.json")
    for port in range(1, 203):
        passes.take("h", port, TOKEN)
    assert passes.get("h", 2) == ""
    assert passes.get("h", 3)
