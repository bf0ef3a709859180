"""Values that have the right type and would not work: all are told, each with its line."""

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.server.certified import certificate
from tui_chat.client.config.checks import checked
from tui_chat.client.config.config_schema import Config, Server
from tui_chat.client.config.config_with_cli_overrides import CommandLineOptions, settings_of
from tui_chat.client.config.load import config_text
from tui_chat.client.config.options_from_server_section import options_of
from tui_chat.client.keys import rebound
from tui_chat.client.language import language_choice

HEAD = '[[servers]]\nname = "tea"\nhost = "tea.example"\n'


@pytest.fixture(autouse=True)
def english() -> None:
    language_choice.use("en")


def told(folder: Path, text: str) -> list[str]:
    """What is wrong with a file of this text, without its name."""
    file = folder / "client.toml"
    file.write_text(text)
    return [problem.removeprefix(str(file)) for problem in checked(file)]


def test_the_defaults_and_a_full_configuration_are_right(tmp_path: Path) -> None:
    pem = tmp_path / "mine.pem"
    made = certificate(tmp_path / "made")
    pem.write_text(made.chain.read_text() + made.key.read_text())
    assert told(tmp_path, config_text()) == []
    assert (
        told(
            tmp_path,
            f"""nick = "ana"
language = "pt_BR"
look = {{ theme = "nord", time_format = "%d %H:%M" }}
notifications = {{ command = ["{sys.executable}"], levels = {{ "#ops" = "all" }} }}
keys = {{ help = "f9" }}
{HEAD}nick = "[ana]"
channels = ["tea", "#chá"]
account = "ana"
certificate = "{pem}"
account_key = "{made.key}"
sasl = ["EXTERNAL", "ECDSA-NIST256P-CHALLENGE", "PLAIN"]
account_password_command = "{sys.executable} -c 'print(1)'"
""",
        )
        == []
    )


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('nick = "two words"', 1, '"two words" is not a nickname'),
        ('realname = "a\\nb"', 1, '"realname" must be one line'),
        ('[look]\ntheme = "dusk"', 2, "unknown theme dusk (possible themes: "),
        ('[look]\ntime_format = "%H\\n"', 2, "is not a time format"),
        ('[notifications]\ncommand = ["no-such-program"]', 2, "no program no-such-program"),
        (
            '[keys]\nhelp = "f9"\nhlep = "f8"',
            3,
            "unknown action hlep (possible actions: browse,",
        ),
        ('[keys]\nhelp = "ctrl+g"', 2, "ctrl+g is already used for"),
        ('[keys]\nfind = "hyper+x"', 2, "Unknown key hyper+x"),
        (f'{HEAD}nick = "#a"', 4, '"#a" is not a nickname'),
        (f'{HEAD}channels = ["a b"]', 4, '"#a b" is not a channel'),
        (f'{HEAD}account = "a b"', 4, '"a b" is not an account'),
        (f"{HEAD}keyring = true", 4, '"keyring" also needs "account"'),
        (f'{HEAD}account_key = "/none"\naccount = "a"', 4, "The key /none cannot be read"),
        (f'{HEAD}certificate = "/none"', 4, "/none is not a certificate with its key"),
        (f'{HEAD}sasl = ["EXTERNAL"]', 4, '"EXTERNAL" needs the key "certificate"'),
        (f'{HEAD}tls = "never"\nfingerprints = ["{"ab" * 32}"]', 5, "has no effect when"),
        (f'{HEAD}password_command = "a \'b"', 4, '"password_command" is not a command'),
        (f'{HEAD}password_command = " "', 4, 'there is no program ""'),
        (f"{HEAD}{HEAD}", 5, 'a server above already has the name "tea"'),
        ('[[servers]]\nname = ""\nhost = "a"', 2, "a server needs a name"),
        (f'[[servers]]\nhost = "a"\n{HEAD}nick = "#a"', 6, '"#a" is not a nickname'),
    ],
)
def test_what_would_not_work_is_told_with_its_line(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    sentences = [sentence for sentence in told(tmp_path, text) if words in sentence]
    assert len(sentences) == 1
    assert sentences[0].startswith(f", line {line}: ")
    assert sentences[0].endswith(".")


def test_all_of_it_is_told_at_once(tmp_path: Path) -> None:
    text = f'nick = "a b"\nnik = 1\nlanguage = "xx"\n[look]\ntheme = "dusk"\n{HEAD}port = 0\n'
    text += '[[servers]]\nname = "b"\nhost = "b"\nnick = "#"\nchannels = [","]\n'
    assert len(told(tmp_path, text)) == 7


def test_what_is_told_is_told_in_the_language_of_the_file(tmp_path: Path) -> None:
    (sentence,) = told(tmp_path, 'language = "pt_BR"\nnick = "a b"')
    assert "linha 2" in sentence


# What is right works.

TEXTS = ["", "x", "a b", "\u00e9", "\n", "%H", "\0", "'", "#a", "/none", "x" * 600, sys.executable]
VALUES = st.sampled_from([*TEXTS, 0, 1, -1, 70_000, True, 1.5, [], ["x"], ["PLAIN"], ["\n"], {}])


@settings(
    max_examples=60,
    phases=[Phase.explicit, Phase.generate],
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.dictionaries(st.sampled_from(Config.__struct_fields__[:3]), VALUES),
    st.dictionaries(st.sampled_from(["theme", "time_format", "members"]), VALUES),
    st.dictionaries(st.sampled_from(["help", "find", "hlep"]), VALUES),
    st.dictionaries(st.sampled_from(Server.__struct_fields__), VALUES),
)
def test_what_is_called_right_can_be_used(
    tmp_path: Path,
    top: dict[str, Any],
    look: dict[str, Any],
    keys: dict[str, Any],
    server: dict[str, Any],
) -> None:
    file = tmp_path / "client.toml"
    server = {"name": "tea", "host": "tea.example", **server}
    file.write_text(
        "\n".join(
            (
                *map(_written, top.items()),
                "[look]",
                *map(_written, look.items()),
                "[keys]",
                *map(_written, keys.items()),
                "[[servers]]",
                *map(_written, server.items()),
            )
        )
    )
    if checked(file):
        return
    found = settings_of(file)
    assert rebound(found.config.keys).complaints == ()
    (only,) = found.config.servers
    if not (only.password_command or only.account_password_command or only.keyring):
        assert options_of(only, found.config).connector()
        assert found.at("tea", None, CommandLineOptions()).host == only.host


def _written(item: tuple[str, Any]) -> str:
    key, value = item
    if isinstance(value, bool):
        return f"{key} = {str(value).lower()}"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\0", "\\u0000")
        return f'{key} = "{escaped}"'
    if isinstance(value, list):
        return f"{key} = [{', '.join(_written(('', one))[3:] for one in value)}]"
    return f"{key} = {value}"
