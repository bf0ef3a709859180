"""The keys of the configuration that take effect only when the server starts."""

from typing import Final

from tui_chat.server.config.config_schema import Config

_KEYS: Final = (
    ("server", ("name", "casemapping")),
    ("history", ("enabled", "keep_days", "keep_messages", "durability")),
    ("accounts", ("hash_cost", "hash_queue")),
    ("log", ("format",)),
    ("metrics", ("host", "port")),
    ("cluster", ("key", "node", "address")),
)


def changed_restart_only_keys(before: Config, after: Config) -> tuple[str, ...]:
    """Those of them that differ, as `section.key`."""
    return tuple(
        f"{section}.{key}"
        for section, names in _KEYS
        for key in names
        if getattr(getattr(before, section), key) != getattr(getattr(after, section), key)
    )
