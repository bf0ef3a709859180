"""Keys with a few values: which they are is told, and each of them works."""

import tomllib
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import pytest

from tui_chat.client.config import load as client
from tui_chat.client.config.config_schema import Config as ClientConfig
from tui_chat.config.toml_to_structs import allowed_values
from tui_chat.server.config import config_schema
from tui_chat.server.config import load as server
from tui_chat.server.config.config_schema import config_text


def keys(shape: Any) -> list[tuple[str, str, tuple[str, ...]]]:
    """Section, key and values of each key that has but a few; section "" is the top."""
    found = []
    for name, kind in get_type_hints(shape).items():
        inner = get_args(kind)[0] if get_origin(kind) is tuple else kind
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            section = f"[{name}]" if inner is kind else f"[[{name}]]"
            found += [(section, key, values) for _top, key, values in keys(inner)]
        elif values := allowed_values(kind):
            found.append(("", name, values))
    return found


SERVER = [each for each in keys(config_schema.Config) if not each[0].startswith("[[")]
CLIENT = keys(ClientConfig)
NEEDED = {"[[servers]]": 'name = "a"\nhost = "irc.example"\n'}


@pytest.mark.parametrize(("section", "key", "values"), SERVER)
def test_the_server_says_which_values_there_are(
    section: str, key: str, values: tuple[str, ...]
) -> None:
    with pytest.raises(config_schema.ConfigError) as told:
        server.from_values(tomllib.loads(f'{section}\n{key} = "maybe"'))
    assert str(told.value).endswith(f'{key}" is not right: it must be one of {", ".join(values)}.')


@pytest.mark.parametrize(("section", "key", "values"), CLIENT)
def test_the_client_says_which_values_there_are_and_takes_each(
    tmp_path: Path, section: str, key: str, values: tuple[str, ...]
) -> None:
    file = tmp_path / "client.toml"
    needed = NEEDED.get(section, "")
    file.write_text(f'{section}\n{needed}{key} = "maybe"')
    (problem,) = client.load(file).problems
    assert f'{key}" must be one of {", ".join(values)}' in problem
    for value in values:
        file.write_text(f"{section}\n{needed}{key} = {value}")
        assert client.load(file).problems == ()


def test_the_printed_configuration_says_them_and_loads() -> None:
    text = config_text()
    assert '# = "no" | "allowed" | "required"\n#proxy = "no"' in text
    assert '# = "auto" | "required" | "never"\n#tls = "auto"' in client.config_text()
    uncommented = "\n".join(
        line.removeprefix("#") if not line.startswith("# ") else line
        for line in text.split("\n#[[")[0].splitlines()
    )
    assert server.from_values(tomllib.loads(uncommented)) == config_schema.Config()
