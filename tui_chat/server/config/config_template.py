"""The configuration as text: every key with its explanation and its default, commented out."""

from typing import Final

from tui_chat.config.toml_template import commented
from tui_chat.server.config.config_schema import Config

_HEAD: Final = """\
The configuration of a tui-chat server. These are the defaults: remove the # in front of
a key to change it. SIGHUP or the command REHASH make the server read this file again."""


def config_text() -> str:
    """All sections and keys, as TOML."""
    return commented(Config, _HEAD)
