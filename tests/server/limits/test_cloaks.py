from pathlib import Path

from tui_chat.server.limits.cloaks import cloak, cloak_key


def test_an_address_always_looks_the_same_and_no_two_alike() -> None:
    key = bytes(32)
    assert cloak(key, "192.0.2.1") == cloak(key, "192.0.2.1")
    assert len({cloak(key, f"192.0.2.{last}") for last in range(256)}) == 256


def test_without_the_key_it_says_nothing() -> None:
    assert cloak(bytes(32), "192.0.2.1") != cloak(b"x" * 32, "192.0.2.1")


def test_it_is_a_host_name() -> None:
    name = cloak(bytes(32), "2001:db8::")
    assert name.endswith(".hidden")
    assert len(name) <= 63
    assert name.replace(".", "").isalnum()


def test_the_key_is_made_once_and_ours_alone(tmp_path: Path) -> None:
    key = cloak_key(tmp_path)
    assert len(key) == 32
    assert cloak_key(tmp_path) == key
    assert (tmp_path / "cloak.key").stat().st_mode & 0o777 == 0o600


def test_without_a_folder_each_start_has_its_own() -> None:
    assert cloak_key(None) != cloak_key(None)


def test_a_key_that_was_never_written_is_made_after_all(tmp_path: Path) -> None:
    (tmp_path / "cloak.key").touch()
    key = cloak_key(tmp_path)
    assert len(key) == 32
    assert cloak_key(tmp_path) == key
