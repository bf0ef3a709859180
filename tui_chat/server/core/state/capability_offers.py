"""The capabilities that CAP LS offers, with their values."""

from collections.abc import Iterable, Mapping
from typing import Final

from tui_chat.server.core.settings import Email, Settings
from tui_chat.wire.capability_enum import Capability
from tui_chat.wire.names import RELAY_SEPARATOR
from tui_chat.wire.nodes_capability import NODES, nodes_value

LINE: Final = 400
"""Bytes of names in one CAP line; the rest of its 512 is the head."""
SASL_MECHANISMS: Final = ("PLAIN", "SCRAM-SHA-256", "EXTERNAL")
_HISTORY: Final = (
    Capability.CHATHISTORY,
    Capability.EVENT_PLAYBACK,
    Capability.MESSAGE_REDACTION,
    Capability.SEARCH,
    Capability.ZNC_PLAYBACK,
)
"""Capabilities that need a history."""


def offers(settings: Settings) -> dict[Capability, str]:
    """The capabilities a client may ask for, each with its value, "" for none."""
    values = dict.fromkeys(Capability, "")
    limits = settings.limits
    values[Capability.MULTILINE] = (
        f"max-bytes={limits.multiline_bytes},max-lines={limits.multiline_lines}"
    )
    metadata = (
        f"before-connect,max-subs={limits.metadata_subscriptions},"
        f"max-keys={limits.metadata_keys},max-key-bytes={limits.metadata_key},"
        f"max-value-bytes={limits.metadata_value}"
    )
    values[Capability.METADATA_2] = metadata
    values[Capability.METADATA_3] = metadata
    values[Capability.RELAYMSG] = RELAY_SEPARATOR
    policy = settings.accounts
    values[Capability.SASL] = ",".join(SASL_MECHANISMS)
    keys = ["custom-account-name"]
    if policy.before_connect:
        keys.append("before-connect")
    if policy.email is Email.REQUIRED:
        keys.append("email-required")
    values[Capability.ACCOUNT_REGISTRATION] = ",".join(keys)
    if not policy.open:
        del values[Capability.ACCOUNT_REGISTRATION]
    if not settings.history.kept:
        for one in _HISTORY:
            del values[one]
    return values


def announcements(settings: Settings, *, secure: bool, nodes: Iterable[str] = ()) -> dict[str, str]:
    """Names that CAP LS tells and nobody can request: the encrypted port, and the nodes.

    On an unencrypted connection the value of `sts` is the port, on a `secure` one how long to use
    it (IRCv3 sts).
    """
    told = {}
    if settings.sts_port:
        by_port = f"port={settings.sts_port}"
        told["sts"] = f"duration={settings.sts_duration}" if secure else by_port
    if value := nodes_value(nodes):
        told[NODES] = value
    return told


def offered_to(
    offers: Mapping[Capability, str],
    settings: Settings,
    *,
    version: int,
    secure: bool,
    nodes: Iterable[str] = (),
) -> dict[str, str]:
    """The names that CAP LS tells a client of this version, with the values where it knows them.

    Drafts and those of other projects come last for old clients: they are told what one line holds.
    """
    if version < 302:
        names = (one.value for one in offers)
        return dict.fromkeys(sorted(names, key=lambda name: "/" in name), "")
    named = {one.value: value for one, value in offers.items()}
    return named | announcements(settings, secure=secure, nodes=nodes)


def written(offered: Mapping[str, str]) -> list[str]:
    """Names and values as CAP has them."""
    return [f"{name}={value}" if value else name for name, value in offered.items()]
