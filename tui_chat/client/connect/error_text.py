"""Errors of connecting, as sentences."""

import errno
import socket
import ssl
from typing import Final

from tui_chat.client.language.i18n import _, marked

_OF_NUMBER: Final = {
    errno.ECONNREFUSED: marked("Nobody answers at {host}, port {port}: is the server running?"),
    errno.EHOSTUNREACH: marked("Can't reach {host}. Is this computer online?"),
    errno.ENETUNREACH: marked("Can't reach {host}. Is this computer online?"),
    errno.ETIMEDOUT: marked("{host} does not answer."),
    errno.ECONNRESET: marked("The connection to {host} was cut."),
    errno.EPIPE: marked("The connection to {host} was cut."),
}


def in_words(error: Exception, host: str, port: int, *, asked: int | None = None) -> str:
    """A sentence that says what happened and what to check.

    `port` is where it happened; `asked` the port that was asked for, where the server there sent
    us on to another.
    """
    sentence = _template(error).format(host=host, port=port, reason=_reason(error))
    if asked is None or asked == port:
        return sentence
    text = _("{host}, port {asked}, sends us to port {port} for encryption. {error}")
    return text.format(host=host, asked=asked, port=port, error=sentence)


def _template(error: Exception) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return _("The certificate of {host} cannot be trusted: {reason}.")
        case ssl.SSLError():
            return _("{host}, port {port}, offers no encryption that tui-chat supports: {reason}.")
        case socket.gaierror() | UnicodeError():
            return _("Can't find {host}. Check the name.")
        case TimeoutError():
            return _("{host} does not answer.")
        case OSError():
            number = _number(error)
            if number in _OF_NUMBER:
                return _(_OF_NUMBER[number])
    return _("The connection to {host} failed: {reason}.")


def _number(error: OSError) -> int:
    if error.errno is not None:
        return error.errno
    # asyncio puts the failures of several addresses into one text.
    text = str(error)
    for number in _OF_NUMBER:
        if f"[Errno {number}]" in text or f"errno {number}" in text:
            return number
    return 0


def _reason(error: Exception) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return error.verify_message
        case ssl.SSLError():
            return (getattr(error, "reason", "") or str(error)).lower().replace("_", " ")
        case OSError():
            return error.strerror or str(error)
    return str(error)
