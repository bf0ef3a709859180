"""The capabilities that CAP LS offers, with their values."""

from typing import Final

from tui_chat.server.core.settings import Email, Settings
from tui_chat.wire.capabilities import Capability
from tui_chat.wire.names import RELAY_SEPARATOR

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


def announcements(settings: Settings, *, secure: bool) -> dict[str, str]:
    """What CAP LS says besides, and nobody may ask for: where the encrypted port is (IRCv3 sts).

    On a line that is not `secure` the port, on one that is how long to stay with it.
    """
    if not settings.sts_port:
        return {}
    value = f"duration={settings.sts_duration}" if secure else f"port={settings.sts_port}"
    return {"sts": value}
