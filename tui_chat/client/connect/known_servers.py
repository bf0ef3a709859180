"""The servers that were met before, how they are recognised, and why one is refused."""

import datetime as dt
import enum
from pathlib import Path
from typing import Final

import msgspec
import platformdirs

from tui_chat.client.language.i18n import _
from tui_chat.client.session.model.sts_policy_and_cleartext_passwords import StsPolicy
from tui_chat.private_files import make_folder, read_file, replace_file

ACCEPT_OPTION: Final = "--accept-new-certificate"
"""The option by which a person accepts the new certificate of a server."""
_FILE: Final = "known_servers.json"


class TrustError(Exception):
    """The file of known servers cannot be used; the text is one sentence that says why."""


class Standing(enum.Enum):
    """How safe the last connection to a server was."""

    PLAIN = "plain"
    """It was not encrypted."""
    PINNED = "pinned"
    """Encrypted, and recognised by the fingerprint of its certificate."""
    CERTIFIED = "certified"
    """Encrypted, and vouched for by an authority that this machine believes."""


class KnownServer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is remembered of one server. Times are seconds of Unix time; 0 is never.

    `fingerprint` is SHA-256 of the certificate in lower-case hexadecimal, "" where none was shown.
    """

    standing: Standing
    first_seen: float
    last_seen: float
    fingerprint: str = ""

    @property
    def encrypted(self) -> bool:
        """Whether it was ever encrypted: then it must always be."""
        return self.standing is not Standing.PLAIN


class KnownNodes(msgspec.Struct, frozen=True, omit_defaults=True):
    """The servers of a network on several machines, as one of them told."""

    addresses: tuple[tuple[str, int], ...] = ()
    fingerprint: str = ""
    """Of the certificate that all of them show; "" if an authority vouches for each."""
    is_encrypted: bool = True
    """False for servers of this machine, without encryption."""


class _Kept(msgspec.Struct):
    servers: dict[str, KnownServer] = {}
    policies: dict[str, StsPolicy] = {}
    nodes: dict[str, KnownNodes] = {}


class KnownServers:
    """The servers that were met, kept in a file; in memory alone if `path` is None.

    With `read_only` the file is read, and never changed.

    Every question reads the file again: several clients may run. Every method raises TrustError
    when the file is there and cannot be read or understood: who comes then is not to be believed.
    """

    def __init__(self, path: Path | None, *, read_only: bool = False) -> None:
        self.path = path
        self._read_only = read_only
        self._kept = _Kept()
        self._is_written = True

    def get(self, host: str, port: int) -> KnownServer | None:
        """The record of the server at this address, if there is one."""
        return self._read().servers.get(_key(host, port))

    def put(self, host: str, port: int, server: KnownServer) -> None:
        """Replace the record of the server at this address."""
        kept = self._read()
        kept.servers[_key(host, port)] = server
        self._write(kept)

    def pin(self, host: str, port: int, fingerprint: str) -> None:
        """Expect this certificate of a server that was never encrypted before, or never met."""
        known = self.get(host, port)
        if known is None or not known.encrypted:
            self.put(host, port, KnownServer(Standing.PINNED, 0.0, 0.0, fingerprint))

    @property
    def count(self) -> int:
        """The number of servers that are remembered."""
        return len(self._read().servers)

    def policy(self, host: str, at: float) -> StsPolicy | None:
        """The policy of the host that is valid at this time (IRCv3 sts)."""
        policy = self._read().policies.get(_host(host))
        return policy if policy is not None and at < policy.until else None

    def put_policy(self, host: str, policy: StsPolicy | None) -> None:
        """Remember the policy of the host; None forgets it."""
        kept = self._read()
        if kept.policies.get(_host(host)) == policy:
            return
        kept.policies.pop(_host(host), None)
        if policy is not None:
            kept.policies[_host(host)] = policy
        self._write(kept)

    def nodes(self, host: str, port: int) -> KnownNodes:
        """The servers of the network that is reached at this address; none if it has only one."""
        return self._read().nodes.get(_key(host, port), KnownNodes())

    def put_nodes(self, host: str, port: int, nodes: KnownNodes) -> None:
        """Remember them; none forgets them."""
        kept = self._read()
        kept.nodes.pop(_key(host, port), None)
        if nodes.addresses:
            kept.nodes[_key(host, port)] = nodes
        self._write(kept)

    def _read(self) -> _Kept:
        if self.path is None or not self._is_written:
            return self._kept
        try:
            self._kept = msgspec.json.decode(read_file(self.path), type=_Kept)
        except FileNotFoundError:
            pass
        except OSError as error:
            text = _("Can't read {file}, the list of known servers: {reason}.")
            raise TrustError(text.format(file=self.path, reason=error.strerror)) from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            text = _("{file} is damaged ({reason}): repair it, or move it away to start over.")
            raise TrustError(text.format(file=self.path, reason=error)) from error
        return self._kept

    def _write(self, kept: _Kept) -> None:
        """Write the file whole. If that fails, only this process remembers the servers."""
        self._kept = kept
        if self.path is None:
            return
        if self._read_only:
            self._is_written = False
            return
        try:
            make_folder(self.path.parent)
            written = msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n"
            replace_file(self.path, written, sync=True)
        except OSError:
            self._is_written = False
        else:
            self._is_written = True


def default_path() -> Path:
    """Where this platform keeps a program's data."""
    return platformdirs.user_data_path("tui-chat", appauthor=False) / _FILE


def _host(host: str) -> str:
    return host.lower().rstrip(".")


def _key(host: str, port: int) -> str:
    return f"{_host(host)} {port}"


# Why a server is not trusted, in sentences


class UntrustedError(Exception):
    """The server is not trusted; the text is a sentence that says why and what to do.

    `fingerprint` is that of its certificate; "" if the person cannot accept it.
    """

    def __init__(self, sentence: str, fingerprint: str = "") -> None:
        super().__init__(sentence)
        self.fingerprint = fingerprint


def changed(host: str, port: int, known: KnownServer, fingerprint: str) -> UntrustedError:
    """The server shows another certificate than before."""
    text = _(
        "THIS SERVER CHANGED: {host} has a different certificate than on {date}. Somebody may "
        "be listening in, or the server was reinstalled. Ask the server's administrator "
        "whether the new fingerprint is {fingerprint}. If it is, connect with {option}."
    )
    if not known.last_seen:
        return _not_the_server_of_invitation(host, port, fingerprint)
    since = dt.datetime.fromtimestamp(known.last_seen, dt.UTC)
    return _unless_accepted(text, fingerprint, host=f"{host}:{port}", date=f"{since:%Y-%m-%d}")


def _not_the_server_of_invitation(host: str, port: int, fingerprint: str) -> UntrustedError:
    text = _(
        "NOT THE SERVER OF YOUR INVITATION: {host} has a different certificate. Somebody may "
        "be listening in, or the server was reinstalled. Ask for a new invitation. If the "
        "server's administrator confirms the fingerprint {fingerprint}, connect with {option}."
    )
    return _unless_accepted(text, fingerprint, host=f"{host}:{port}")


def certification_lost(host: str, reason: str, fingerprint: str) -> UntrustedError:
    """An authority vouched for the server before, and none does now."""
    text = _(
        "{host} had a trusted certificate before, but has none now: {reason}. Somebody may be "
        "listening in. If the server's administrator confirms the fingerprint {fingerprint}, "
        "connect with {option}."
    )
    return _unless_accepted(text, fingerprint, host=host, reason=reason)


def other_port_not_certified(
    host: str, asked: int, port: int, reason: str, fingerprint: str
) -> UntrustedError:
    """The server sends us to another port, where anybody may listen."""
    text = _(
        "{host}, port {asked}, sends us to port {port}, and no authority vouches for the "
        "server there: {reason}. If the server's administrator confirms the fingerprint "
        "{fingerprint}, connect with {option}."
    )
    return _unless_accepted(text, fingerprint, host=host, asked=asked, port=port, reason=reason)


def _unless_accepted(text: str, fingerprint: str, **words: object) -> UntrustedError:
    told = text.format(fingerprint=fingerprint, option=ACCEPT_OPTION, **words)
    return UntrustedError(told, fingerprint)


def plaintext_not_allowed(host: str, path: Path | None) -> UntrustedError:
    """The person wants no encryption, where there was one before."""
    text = _(
        "{host} was encrypted before and must stay so: leave out --no-tls, or remove "
        "it from {file}."
    )
    return UntrustedError(text.format(host=host, file=path or _FILE))


def not_the_configured(host: str, port: int, fingerprint: str) -> TrustError:
    """The server shows another certificate than those that the configuration names."""
    text = _(
        "{host}, port {port}, has a certificate that is not in the configuration: "
        "{fingerprint}. If it is the right one, add it to the server's fingerprints."
    )
    return TrustError(text.format(host=host, port=port, fingerprint=fingerprint))


def no_encryption(host: str, port: int) -> UntrustedError:
    """The server must encrypt and does not."""
    text = _("{host}, port {port}, offers no encryption, which is required.")
    return UntrustedError(text.format(host=host, port=port))
