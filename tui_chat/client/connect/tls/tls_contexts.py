"""The TLS contexts of a client: with which authorities, certificate and sessions it connects."""

import ssl
from collections.abc import Callable
from pathlib import Path

from tui_chat.client.connect.known_servers import TrustError
from tui_chat.client.connect.tls.tls_handshake_progress import watch_handshakes
from tui_chat.client.connect.tls.tls_sessions import resume_sessions
from tui_chat.client.language.i18n import _
from tui_chat.private_files import read_file


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
