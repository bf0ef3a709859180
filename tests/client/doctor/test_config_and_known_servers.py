"""The files of the client."""

from pathlib import Path

from tui_chat.client.doctor.config_and_known_servers import look_at_files
from tui_chat.client.doctor.finding import Health


def health(configuration: str | None, known: str | None, folder: Path) -> list[Health]:
    files = folder / "client.toml", folder / "known.json"
    for file, content in zip(files, (configuration, known), strict=True):
        if content is not None:
            file.write_text(content)
    return [finding.health for finding in look_at_files(*files)]


def test_no_files_are_no_trouble(tmp_path: Path) -> None:
    assert health(None, None, tmp_path) == [Health.KNOWN, Health.GOOD]


def test_good_files_are_good(tmp_path: Path) -> None:
    assert health('nick = "ana"', "{}", tmp_path) == [Health.GOOD, Health.GOOD]


def test_each_mistake_is_told(tmp_path: Path) -> None:
    assert health("a = 1\nb = 2", "{", tmp_path) == [Health.BAD, Health.BAD, Health.BAD]
