"""What the sections of the configuration mean to the rest of the server."""

import re
import tomllib
from typing import get_args, get_type_hints

import msgspec
import pytest
from msgspec.structs import replace

from tui_chat.config.toml_template import meanings
from tui_chat.server.config.config_schema import (
    AddressFlood,
    Config,
    History,
    Listen,
    Server,
    changed_restart_only_keys,
    config_text,
)
from tui_chat.server.config.load import from_values
from tui_chat.server.core.settings import AccountPolicy, HistoryPolicy
from tui_chat.server.limits.token_bucket import Rate


def test_what_an_address_may_say_is_a_rate_like_others() -> None:
    assert AddressFlood(burst=3, per_second=2).rate() == Rate(3, 2)


@pytest.mark.parametrize(
    ("section", "policy"),
    [
        (History(), HistoryPolicy()),
        (History(enabled="memory"), HistoryPolicy()),
        (History(enabled="off"), HistoryPolicy(kept=False)),
        (History(page=7, replay_on_join=3), HistoryPolicy(page=7, replay=3)),
        (History(own_deletion=False), HistoryPolicy(own_deletion=False)),
    ],
)
def test_the_core_is_told_what_is_kept(section: History, policy: HistoryPolicy) -> None:
    assert section.policy() == policy


def test_only_keys_that_changed_and_need_a_restart_are_named() -> None:
    before = Config()
    after = replace(
        before,
        server=Server(name="other.example", network="Other"),
        accounts=AccountPolicy(hash_cost=3),
        listen=Listen(port=7000),
    )
    assert changed_restart_only_keys(before, after) == ("server.name", "accounts.hash_cost")
    assert changed_restart_only_keys(after, after) == ()


def sections() -> list[type[msgspec.Struct]]:
    shapes = get_type_hints(Config).values()
    return list(dict.fromkeys((get_args(shape) or (shape,))[0] for shape in shapes))


def uncommented(text: str) -> str:
    """With all keys in force; arrays of tables have no default, so they stay away."""
    without = re.sub(r"^#\[\[.*?\n\n", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"^#(?=\w+ = )", "", without, flags=re.MULTILINE)


def test_the_text_as_it_is_printed_is_the_defaults() -> None:
    assert from_values(tomllib.loads(config_text())) == Config()


def test_the_text_with_every_key_in_force_is_the_defaults_too() -> None:
    values = tomllib.loads(uncommented(config_text()))
    assert len(values["limits"]) == len(msgspec.structs.fields(Config().limits))
    assert from_values(values) == Config()


@pytest.mark.parametrize("shape", sections(), ids=lambda shape: shape.__name__)
def test_every_key_says_what_it_means(shape: type[msgspec.Struct]) -> None:
    keys = {field.name for field in msgspec.structs.fields(shape)}
    assert keys - meanings(shape).keys() == set()


def test_every_key_is_printed_below_what_it_means() -> None:
    text = config_text()
    for shape in sections():
        for field in msgspec.structs.fields(shape):
            assert re.search(rf"^# .+\n#{field.name} = .", text, flags=re.MULTILINE), field.name


def test_lines_are_short() -> None:
    comments = [line for line in config_text().splitlines() if line.startswith("# ")]
    assert max(map(len, comments)) <= 98
