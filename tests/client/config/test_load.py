"""The client's file: read, told what is wrong, and never in the way."""

import os
import tomllib
from pathlib import Path

import pytest

from tui_chat.client.config import load as config
from tui_chat.client.config.config_schema import Config
from tui_chat.client.config.load import ConfigError, Loaded, config_text, default_path, load
from tui_chat.client.connect.tls.tofu_tls_connector import EncryptionChoice
from tui_chat.client.language import language_choice


def loaded(folder: Path, text: str) -> tuple[Loaded, list[str]]:
    """What a file says, and what is wrong with it, without the file's name."""
    file = folder / "client.toml"
    file.write_text(text)
    found = load(file)
    return found, [problem.removeprefix(f"{file}") for problem in found.problems]


def test_no_file_is_no_trouble(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml") == Loaded(Config())


def test_a_file_that_is_needed_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="There is no file"):
        load(tmp_path / "none.toml", needed=True)


def test_it_says_what_it_says(tmp_path: Path) -> None:
    found, problems = loaded(
        tmp_path,
        'nick = "ana"\nlanguage = "pt_BR"\n[look]\ntheme = "nord"\n[keys]\nhelp = "f9"\n'
        '[[servers]]\nname = "tea"\nhost = "tea.example"\ntls = "required"\nchannels = ["#a"]\n',
    )
    (tea,) = found.config.servers
    assert problems == []
    assert (found.config.nick, found.config.look.theme) == ("ana", "nord")
    assert found.config.keys == {"help": "f9"}
    assert (tea.host, tea.port, tea.tls, tea.channels) == (
        "tea.example",
        6667,
        EncryptionChoice.REQUIRED,
        ("#a",),
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('nik = "a"', ', line 1: unknown key "nik" (did you mean "nick"?).'),
        ("[look]\ntheme = 1", (', line 2: the key "look.theme" must be a text in quotes; '
         "the default is used.")),
        ("[look]\nmembers = 1", (', line 2: the key "look.members" must be true or false; '
         "the default is used.")),
        ("[keys]\nhelp = 1", (', line 2: the key "keys.help" must be a text in quotes; '
         "the default is used.")),
        ('[notifications]\nlevel = "loud"', (', line 2: the key "notifications.level" '
         'must be one of "all", "mentions", "nothing"; the default is used.')),
        ('[notifications]\nlevels = { "#a" = 1 }', (', line 2: the key '
         '"notifications.levels.#a" must be one of "all", "mentions", "nothing"; '
         "the default is used.")),
        ('[[servers]]\nhost = "a"', (', line 1: the key "servers.name" is missing; '
         "the server is left out.")),
        ('[[servers]]\nname = "a"\nhost = "a"\nport = 99999', (', line 4: the key "servers.port" '
         "must be a number from 1 to 65535; the server is left out.")),
        ('[[servers]]\nname = "a"\nhost = "a"\nsasl = ["PLAN"]', (', line 4: the key '
         '"servers.sasl" must be one of "EXTERNAL", "ECDSA-NIST256P-CHALLENGE", "SCRAM-SHA-256", '
         '"PLAIN", "IRCV3BEARER"; the server is left out.')),
        ('[[servers]]\nname = "a"\nhost = "a"\nfingerprints = ["ab"]', (', line 4: the key '
         '"servers.fingerprints" must be a SHA-256 fingerprint: 32 pairs of 0 to 9 and A to F; '
         "the server is left out.")),
        ("a = = 1", ", line 1: this is not TOML (Invalid value); the defaults are used."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    assert loaded(tmp_path, text)[1] == [problem]


def test_a_byte_order_mark_of_an_editor_is_no_part_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "client.toml"
    file.write_text('\ufeffnick = "ana"\r\n')
    loaded = load(file)
    assert (loaded.config.nick, loaded.problems) == ("ana", ())


def test_all_that_is_wrong_with_a_server_is_told_at_once(tmp_path: Path) -> None:
    text = '[[servers]]\nhost = 1\nport = 0\ntsl = "no"\nsasl = ["PLAN", "EXTERN"]\n'
    found, problems = loaded(tmp_path, text + '[[servers]]\nname = "b"\nhost = "b"\n')
    assert [server.name for server in found.config.servers] == ["b"]
    for key in ("tsl", "servers.host", "servers.name", "servers.port", "servers.sasl"):
        assert any(key in problem for problem in problems), (key, problems)


def test_a_host_that_is_no_address_is_told_beside_other_faults_line_by_line(tmp_path: Path) -> None:
    text = '[[servers]]\nname = "a"\nport = 0\nhost = "x y"\n[look]\nthem = 1\n'
    problems = loaded(tmp_path, text)[1]
    assert [each.partition(":")[0] for each in problems] == [", line 3", ", line 4", ", line 6"]
    assert "a space" in problems[1]


def test_one_wrong_key_does_not_cost_the_others(tmp_path: Path) -> None:
    found, problems = loaded(tmp_path, '[keys]\nhelp = 1\nfind = "f9"\n')
    assert found.config.keys == {"find": "f9"}
    assert len(problems) == 1


def test_a_channel_may_stand_there_without_its_sign(tmp_path: Path) -> None:
    text = '[[servers]]\nname = "a"\nhost = "a"\nchannels = ["tea", "&here"]\n'
    assert loaded(tmp_path, text)[0].config.servers[0].channels == ("#tea", "&here")


def test_the_rest_counts_all_the_same(tmp_path: Path) -> None:
    found, _troubles = loaded(tmp_path, 'nick = "ana"\nx = 1\n[look]\ntheme = 5\nmembers = false')
    assert found.config.nick == "ana"
    assert (found.config.look.theme, found.config.look.members) == ("quiet", False)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"nick = \x00"])
def test_a_file_of_nonsense_is_told(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "client.toml"
    file.write_bytes(content)
    found = load(file)
    assert found.config == Config()
    assert len(found.problems) == 1


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    assert "cannot be read" in load(tmp_path).problems[0]


def test_the_printed_configuration_is_one() -> None:
    assert tomllib.loads(config_text()).keys() == {"look", "notifications", "keys"}
    assert str(default_path()) in config_text().replace("\n# ", " ")


def test_the_printed_configuration_speaks_the_person_s_language() -> None:
    language_choice.use("pt_BR")
    try:
        assert "# Aparência." in config_text()
    finally:
        language_choice.use("en")


def test_it_lies_where_the_platform_keeps_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", os.sep + "somewhere")
    assert config.default_path() == Path(os.sep + "somewhere", "tui-chat", "client.toml")
