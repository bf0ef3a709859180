"""Which language is spoken."""

import pytest

from tui_chat.client.language import language_choice as language
from tui_chat.client.language.language_choice import choose, languages


@pytest.mark.parametrize(
    ("environment", "chosen"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "pt_BR.UTF-8"}, "pt_BR"),
        ({"LANG": "pt_PT.UTF-8"}, "pt_BR"),
        ({"LANG": "pt"}, "pt_BR"),
        ({"LANG": "fi_FI.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "pt_BR.UTF-8", "LANG": "en_US.UTF-8"}, "pt_BR"),
        ({"LC_ALL": "C", "LC_MESSAGES": "pt_BR"}, "en"),
        ({"LC_MESSAGES": "pt_BR", "LANG": "en_US"}, "pt_BR"),
        ({"LANGUAGE": "fi:pt_BR:en", "LANG": "en_US.UTF-8"}, "pt_BR"),
        ({"LANGUAGE": "pt_BR", "LANG": "C"}, "en"),
    ],
)
def test_the_system_says_which(environment: dict[str, str], chosen: str) -> None:
    assert choose("", environment) == chosen


@pytest.mark.parametrize(
    ("configured", "chosen"), [("pt-br", "pt_BR"), ("pt", "pt_BR"), ("en", "en"), ("xx", "en")]
)
def test_the_configuration_says_more(configured: str, chosen: str) -> None:
    assert choose(configured, {"LANG": "pt_BR"}) == chosen


def test_english_comes_first() -> None:
    assert languages() == ["en", "pt_BR"]


def test_using_one_tells_which() -> None:
    try:
        assert language.use("", {"LANG": "pt_BR"}) == "pt_BR"
    finally:
        assert language.use("en") == "en"
