"""Every key of the client's configuration says what it is."""

import msgspec
import pytest

from tui_chat.client.config.config_schema import Config, Look, Notifications, Server
from tui_chat.config.toml_template import meanings


@pytest.mark.parametrize("section", [Config, Look, Notifications, Server])
def test_every_key_has_a_meaning_or_is_a_section(section: type[msgspec.Struct]) -> None:
    said = meanings(section)
    sections = {"look", "notifications"}
    assert set(section.__struct_fields__) - set(said) <= sections


def test_nothing_is_needed() -> None:
    assert msgspec.convert({}, Config) == Config()
