import errno
import socket
import ssl

import pytest

from tui_chat.client.connect.error_text import in_words


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            ConnectionRefusedError(errno.ECONNREFUSED, "refused"),
            "Nobody answers at host, port 6667: is the server running?",
        ),
        (
            OSError("Multiple exceptions: [Errno 111] Connect call failed, [Errno 111] Connect"),
            "Nobody answers at host, port 6667: is the server running?",
        ),
        (socket.gaierror(-2, "unknown"), "Can't find host. Check the name."),
        (UnicodeError("label too long"), "Can't find host. Check the name."),
        (TimeoutError(), "host does not answer."),
        (
            ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number"),
            "host, port 6667, offers no encryption that tui-chat supports",
        ),
        (OSError(errno.EIO, "Input/output error"), "The connection to host failed: Input/output"),
        (OSError("odd {braces}"), "The connection to host failed: odd {braces}."),
    ],
)
def test_each_trouble_is_a_sentence(error: Exception, words: str) -> None:
    assert in_words(error, "host", 6667).startswith(words)


def test_an_untrusted_certificate_says_why() -> None:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "self-signed certificate"
    assert in_words(error, "host", 6697) == (
        "The certificate of host cannot be trusted: self-signed certificate."
    )


def test_a_port_that_we_were_sent_to_is_not_taken_for_the_one_that_was_asked_for() -> None:
    error = ConnectionRefusedError(errno.ECONNREFUSED, "refused")
    assert in_words(error, "host", 6697, asked=6667) == (
        "host, port 6667, sends us to port 6697 for encryption. "
        "Nobody answers at host, port 6697: is the server running?"
    )
    assert in_words(error, "host", 6667, asked=6667).startswith("Nobody answers at host, port 6667")
