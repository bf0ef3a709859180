"""Taking secrets out of events: each becomes a pseudonym, so that equal ones stay equal.

Secrets are the hashes of passwords and what else is kept of them, the passwords of the
configuration, and channel keys. Passwords themselves are in no event of the log.
"""

import hashlib
import hmac
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from tui_chat.server.core.accounts.password_requests_and_checks import CheckProof
from tui_chat.server.core.events import Answered, Event, Received, Reconfigured, Restored
from tui_chat.server.core.invitation_and_token_format import Invitation
from tui_chat.server.core.password_hash_and_scram_keys import ScramKeys, Secrets
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state.users_and_channels import MODE_KINDS
from tui_chat.server.core.state_dump import dump, load
from tui_chat.wire.message import Message
from tui_chat.wire.modes import is_key, parse_modes
from tui_chat.wire.names import is_channel

_KEPT: Final = frozenset({"hash", "salt", "stored", "server", "key"})
"""Fields of records with a secret in them; a metadata key of the same name is taken for one."""


def without_passwords(settings: Settings) -> Settings:
    """Settings as they are recorded."""
    return replace(
        settings,
        password="",
        operators=tuple(replace(one, password="") for one in settings.operators),
        gateways=tuple(replace(one, password="") for one in settings.gateways),
    )


class Redactor:
    """Gives the pseudonyms of one recording, which nobody can guess without `salt`.

    A channel key has at most `longest` characters.
    """

    def __init__(self, salt: bytes, longest: int) -> None:
        self._salt = salt
        self._longest = longest

    def word(self, secret: str) -> str:
        """The pseudonym of a secret: a valid channel key if that is one. "" stays."""
        if not secret:
            return ""
        found = hmac.new(self._salt, secret.encode(), hashlib.sha256).hexdigest()[
            : min(10, self._longest)
        ]
        return found if is_key(secret, self._longest) else f"é{found}"

    def event(self, event: Event) -> Event:
        """The event without secrets."""
        match event:
            case Received():
                return replace(event, message=self._message(event.message))
            case Reconfigured():
                self._longest = event.settings.limits.key
                return replace(event, settings=without_passwords(event.settings))
            case Restored():
                return replace(event, value=self._record(event.value))
            case Answered(request=CheckProof(), answer=str()):
                answered: Event = replace(self._part(event), answer=self.word(event.answer))
                return answered
        redacted: Event = self._part(event)
        return redacted

    def state(self, dumped: bytes) -> bytes:
        """The same of a dumped state. Raises DumpError."""
        network = load(dumped)
        self._longest = network.settings.limits.key
        for account in tuple(network.accounts):
            network.accounts.enter(self._part(account))
        for invitation in network.invitations.all():
            network.invitations.put(self._part(invitation))
        for channel in network.channels.values():
            channel.key = self.word(channel.key)
        for rules in (network.entry_rules, network.empty_channel_rules):
            for name, rule in rules.items():
                rules[name] = replace(rule, key=self.word(rule.key))
        return dump(network)

    def _message(self, message: Message) -> Message:
        params = list(message.params)
        if message.command == "JOIN" and len(params) > 1:
            params[1] = ",".join(map(self.word, params[1].split(",")))
        elif message.command == "MODE" and len(params) > 2 and is_channel(params[0]):
            place = 2
            for change in parse_modes(params[1:], MODE_KINDS):
                if change.param is not None:
                    if change.letter == "k":
                        params[place] = self.word(change.param)
                    place += 1
        return replace(message, params=tuple(params))

    def _record(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {
                name: self.word(one)
                if name in _KEPT and isinstance(one, str)
                else self._record(one)
                for name, one in value.items()
            }
        return [self._record(one) for one in value] if isinstance(value, list) else value

    def _part(self, value: Any) -> Any:
        match value:
            case Secrets():
                redacted: Any = Secrets(self.word(value.hash), self._part(value.scram))
            case ScramKeys():
                salt, stored, server = map(self.word, (value.salt, value.stored, value.server))
                redacted = ScramKeys(salt, stored, server, value.iterations)
            case Invitation():
                redacted = replace(value, hash=self.word(value.hash))
            case Message():
                redacted = self._message(value)
            case msgspec.Struct():
                fields = value.__struct_fields__
                redacted = replace(
                    value, **{name: self._part(getattr(value, name)) for name in fields}
                )
            case list() | tuple():
                redacted = type(value)(map(self._part, value))
            case _:
                redacted = value
        return redacted
