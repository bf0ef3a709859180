"""People for the clients that are measured: somebody greets newcomers, and many talk very fast."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import cycle
from typing import Final

CHANNEL: Final = "#bench"
GREETING: Final = "first-words-here"
FAREWELL: Final = "last-words-here"
TALKERS: Final = 5
PERIOD: Final = 0.01
"""Seconds between two lots of messages."""


class Talkers:
    """Some people in CHANNEL of a server of this machine. The first one greets newcomers."""

    def __init__(self, links: list[socket.socket]) -> None:
        self._links = links

    @contextmanager
    def talking(self, rate: float) -> Iterator[None]:
        """They say so many messages a second, in turn, and at the end FAREWELL, each of them.

        Who is heard last is not known; that the last words are these, is.
        """
        done = threading.Event()
        thread = threading.Thread(target=self._talk, args=(rate, done), daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _talk(self, rate: float, done: threading.Event) -> None:
        started = time.perf_counter()
        links = cycle(self._links)
        sent = 0
        while not done.wait(PERIOD):
            due = int((time.perf_counter() - started) * rate)
            for number in range(sent, due):
                say(next(links), f"message {number} of a busy channel, as long as people write")
            sent = due
        for link in self._links:
            say(link, FAREWELL)


def say(link: socket.socket, text: str) -> None:
    """To all in the channel."""
    link.sendall(f"PRIVMSG {CHANNEL} :{text}\r\n".encode())


@contextmanager
def talkers(port: int) -> Iterator[Talkers]:
    """Talkers who have entered, until the end."""
    with ExitStack() as stack:
        links = [stack.enter_context(_entered(port, number)) for number in range(TALKERS)]
        yield Talkers(links)


@contextmanager
def _entered(port: int, number: int) -> Iterator[socket.socket]:
    nick = f"talker{number}"
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.sendall(f"NICK {nick}\r\nUSER {nick} 0 * :t\r\nJOIN {CHANNEL}\r\n".encode())
        entered = threading.Event()
        threading.Thread(target=_listen, args=(link, number, entered), daemon=True).start()
        if not entered.wait(10):
            raise RuntimeError(f"{nick} was not let in")
        yield link
        with suppress(OSError):
            link.shutdown(socket.SHUT_RDWR)


def _listen(link: socket.socket, number: int, entered: threading.Event) -> None:
    """Reads all that comes: who does not would be closed."""
    with suppress(OSError), link.makefile("rb") as lines:
        for line in lines:
            if b" 366 " in line:
                entered.set()
            elif line.startswith(b"PING"):
                link.sendall(line.replace(b"PING", b"PONG", 1))
            elif number == 0 and b" JOIN " in line and not line.startswith(b":talker"):
                say(link, GREETING)
