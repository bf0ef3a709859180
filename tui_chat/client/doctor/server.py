"""Checks of a server: whether it can be reached, how safely, and its software."""

import asyncio
import datetime as dt
import socket
import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final

from tui_chat.client.connect.connector_interface import Connector, Opened, settled
from tui_chat.client.connect.error_text import in_words
from tui_chat.client.connect.known_servers import TrustError, UntrustedError
from tui_chat.client.connect.reconnecting_link import LONGEST_BODY
from tui_chat.client.connection_security import Recognised
from tui_chat.client.doctor.finding import Finding, bad, good, known
from tui_chat.client.language.i18n import _, ngettext
from tui_chat.client.session.model.server_features import Features
from tui_chat.client.session.model.sts_policy_and_cleartext_passwords import may_say_passwords
from tui_chat.client.session.nicknames.nick_proposals import propose
from tui_chat.client.session.registration.bouncer_networks import OF_BOUNCERS
from tui_chat.client.session.registration.negotiation import MOST_OFFERS, WANTED
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.framing import TOO_LONG, LineBuffer
from tui_chat.wire.message import Message

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, Name, ObjectIdentifier

_PATIENCE: Final = 15.0
_CHUNK: Final = 65_536
_SOON: Final = dt.timedelta(days=14)


async def reach(
    connector: Connector, host: str, port: int, nick: str, password: str
) -> AsyncIterator[Finding]:
    """Connect as `nick`, check, and quit, without joining any channel."""
    yield await _address(host, port)
    try:
        async with asyncio.timeout(_PATIENCE):
            opened = await settled(await connector.open())
    except (OSError, TimeoutError, UnicodeError) as error:
        yield bad(_("Connection"), in_words(error, host, connector.port, asked=port))
        return
    except (TrustError, UntrustedError) as error:
        yield bad(_("Connection"), str(error))
        return
    try:
        yield _security(opened)
        if opened.security.encrypted:
            yield _certificate(opened)
        probe = ServerProbe(opened, nick, password)
        try:
            async with asyncio.timeout(_PATIENCE):
                await probe.make()
        except (OSError, TimeoutError, ProtocolError):
            yield bad(_("Server"), _("it accepts connections but does not speak IRC"))
            return
        for finding in probe.findings():
            yield finding
    finally:
        opened.writer.transport.abort()


async def _address(host: str, port: int) -> Finding:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        return bad(_("Address"), in_words(error, host, port))
    return good(_("Address"), ", ".join(dict.fromkeys(str(each[4][0]) for each in found)))


def _security(opened: Opened) -> Finding:
    security = opened.security
    said = security.sentence
    if security.recognised in {Recognised.NEW, Recognised.ACCEPTED}:  # which only connecting saves
        said = _("Encrypted. Not a known server yet. Its fingerprint (SHA-256):")
        return good(_("Encryption"), said, security.fingerprint)
    return (good if security.encrypted else bad)(_("Encryption"), said)


def _certificate(opened: Opened) -> Finding:
    from cryptography import x509  # noqa: PLC0415 - slow to load, and only wanted here
    from cryptography.x509.oid import NameOID  # noqa: PLC0415 - as above

    connection = opened.writer.get_extra_info("ssl_object")
    certificate = x509.load_der_x509_certificate(connection.getpeercert(binary_form=True))
    until = certificate.not_valid_after_utc
    text = _("for {subject}, {issued}, until {date}; {protocol}").format(
        subject=_name(certificate.subject, NameOID.COMMON_NAME),
        issued=_issued(certificate),
        date=f"{until:%Y-%m-%d}",
        protocol=connection.version(),
    )
    now = dt.datetime.now(dt.UTC)
    if until < now:
        return bad(
            _("Certificate"), text, _("It has expired. Ask the server's administrator to renew it.")
        )
    if until < now + _SOON:
        return known(_("Certificate"), text, _("It expires soon."))
    return good(_("Certificate"), text)


def _issued(certificate: "Certificate") -> str:
    from cryptography.x509.oid import NameOID  # noqa: PLC0415 - as above

    if certificate.issuer == certificate.subject:
        return _("self-signed")
    issuer = _name(certificate.issuer, NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
    return _("by {issuer}").format(issuer=issuer)


def _name(name: "Name", *kinds: "ObjectIdentifier") -> str:
    for kind in kinds:
        for attribute in name.get_attributes_for_oid(kind):
            return str(attribute.value)
    return _("nobody named")


class ServerProbe:
    """Registers with a server, and notes its capabilities and features."""

    def __init__(self, opened: Opened, nick: str, password: str) -> None:
        self._reader, self._writer, self._security = opened[:3]
        self._nick = nick
        self._password = password
        self._offers: dict[str, str] = {}
        self._features = Features()
        self._software = ""
        self._refusal = ""
        self._welcome = False
        self._asked_at = 0.0
        self._lag: float | None = None
        self._done = False
        self._introduced = False
        self._may_send_us_on = not self._security.encrypted

    async def make(self) -> None:
        """Register, read to the end of the welcome, and quit."""
        self._say("CAP", "LS", "302")
        if self._may_say_password() or not self._password:
            self._introduce()
        lines = LineBuffer(max_body=LONGEST_BODY)
        while not self._done:
            data = await self._reader.read(_CHUNK)
            if not data:
                break
            for line in lines.feed(data):
                if line != TOO_LONG:
                    self._hear(Message.parse(line, fallback="cp1252"))
            await self._writer.drain()  # a server that does not read is not answered without end
        self._say("QUIT")
        await self._writer.drain()

    def _may_say_password(self) -> bool:
        return may_say_passwords(
            secured=self._security.encrypted,
            trusted=self._security.trusted,
            may_send_us_on=self._may_send_us_on,
        )

    def _introduce(self) -> None:
        if self._introduced:
            return
        self._introduced = True
        if self._password and self._may_say_password():
            self._say("PASS", self._password)
        self._say("NICK", self._nick)
        self._say("USER", self._nick, "0", "*", self._nick)

    def _say(self, command: str, *params: str) -> None:
        self._writer.write(Message(command, params).encode())

    def _hear(self, message: Message) -> None:
        params = message.params
        match message.command:
            case "CAP" | "421" | "451":
                self._take_offers(message)
            case "PING":
                self._say("PONG", *params[-1:])
            case "433" | "432" | "436":
                taken = message.command != "432"
                self._nick = propose(self._nick, taken=taken)
                self._say("NICK", self._nick)
            case "001":
                self._welcome = True
            case "004" if len(params) > 2:
                self._software = params[2]
            case "005":
                self._features.read(params[1:-1])
            case "376" | "422":
                self._asked_at = time.monotonic()
                self._say("PING", "doctor")
            case "PONG":
                self._lag = time.monotonic() - self._asked_at
                self._done = True
            case "464" | "465" | "ERROR":
                self._refusal = self._refusal or params[-1]
                self._done = message.command == "ERROR"

    def _take_offers(self, message: Message) -> None:
        params = message.params
        if message.command != "CAP":
            self._may_send_us_on = False
            self._introduce()  # to an older server
            return
        if len(params) < 3 or params[1] != "LS":
            return
        for offer in params[-1].split():
            name, _equals, value = offer.partition("=")
            if len(self._offers) < MOST_OFFERS:
                self._offers[name] = value
        if len(params) < 4 or params[2] != "*":
            if not self._security.encrypted and self._offers.get("sts", "").startswith("port="):
                self._refusal = _("it accepts only encrypted connections")
                self._done = True
                return
            self._may_send_us_on = False
            self._introduce()
            self._say("CAP", "END")

    def findings(self) -> list[Finding]:
        """The findings."""
        found: list[Finding] = []
        if not self._welcome:
            reason = self._refusal or _("it closed the connection")
            return [bad(_("Server"), _("it does not let us in: {reason}").format(reason=reason))]
        name = self._features.network or _("without a name")
        software = self._software or _("unknown software")
        found.append(good(_("Server"), f"{name}, {software}"))
        if self._lag is not None:
            found.append(good(_("Answers"), _("in {ms} ms").format(ms=round(self._lag * 1000))))
        found.append(self._capabilities())
        return found

    def _capabilities(self) -> Finding:
        used = [name for name in WANTED if name not in OF_BOUNCERS]
        missing = [name for name in used if name not in self._offers]
        count = len(used) - len(missing)
        text = ngettext(
            "{count} of the {all} that tui-chat uses",
            "{count} of the {all} that tui-chat uses",
            count,
        ).format(count=count, all=len(used))
        advice = _("Not offered: {names}.").format(names=", ".join(missing)) if missing else ""
        return (known if missing else good)(_("Capabilities"), text, advice)
