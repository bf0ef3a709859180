"""The TLS contexts of a client: with which authorities, certificate and sessions it connects."""

import ssl
from collections.abc import Callable
from pathlib import Path

from tui_chat.client.connect.known_servers import TrustError
from tui_chat.client.connect.tls.tls_handshake_progress import watch_handshakes
from tui_chat.client.language.i18n import _
from tui_chat.private_files import read_file


def resume_sessions(context: ssl.SSLContext) -> ssl.SSLContext:
    """The context, whose connections from now on go on with the session of the last to that host.

    A server that does not know the session any more does a full handshake. One that resumes it is
    the server of before: nobody else can, and the certificate is the one that it showed then.
    """
    last: ssl.SSLObject | None = None
    wrap = context.wrap_bio

    def wrap_bio(
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool = False,
        server_hostname: str | bytes | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLObject:
        nonlocal last
        if session is None and last is not None and last.server_hostname == server_hostname:
            session = _session(last)
        last = wrap(incoming, outgoing, server_side, server_hostname, session)
        return last

    context.wrap_bio = wrap_bio  # type: ignore[method-assign]
    return context


def _session(connection: ssl.SSLObject) -> ssl.SSLSession | None:
    """The session to resume. Asked as late as possible: in TLS 1.3 it comes after the handshake."""
    try:
        session = connection.session
    except ValueError:  # the handshake was refused half-way
        return None
    return session if session is not None and session.has_ticket else None


class TlsContexts:
    """Two contexts: for servers that an authority must vouch for, and for all others.

    `certificate` is a PEM file with a certificate of ours and its key, to be shown. `note` is
    called with each connection when its handshake gets on.
    """

    def __init__(self, certificate: Path | None, note: Callable[[ssl.SSLObject], None]) -> None:
        self._certificate = certificate
        self._note = note
        self._made: dict[bool, ssl.SSLContext] = {}
        """By whether an authority must vouch: they know the sessions."""

    def get(self, *, certified: bool) -> ssl.SSLContext:
        """The context for a connection. Raises TrustError if our certificate is not one."""
        context = self._made.get(certified)
        if context is not None:
            return context
        if certified:
            context = ssl.create_default_context()
        else:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        watch_handshakes(context, self._note)
        if self._certificate is not None:
            # Not resumed: the file is read each time, and may hold another certificate by then.
            show_certificate(context, self._certificate)
            return context
        self._made[certified] = resume_sessions(context)
        return context


def show_certificate(context: ssl.SSLContext, certificate: Path) -> None:
    """Show this file's certificate to servers. Raises TrustError."""
    try:
        # Without a password given, a protected key would ask for one on the terminal.
        read_file(certificate)
        context.load_cert_chain(certificate, password="")
    except (ssl.SSLError, OSError) as error:
        text = _("{file} is not a certificate with its key (PEM, no password): {reason}.")
        raise TrustError(text.format(file=certificate, reason=error.strerror or error)) from error
