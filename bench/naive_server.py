"""The chat server of the tutorials: one thread per client, one send per message and receiver.

It is here to be measured. It knows just enough IRC for the load generator, and keeps the habits of
its kind: a lock around a list of sockets, and `sendall` to one client after another while holding
it. Run: `python -m bench.naive_server PORT`.
"""

import socket
import sys
import threading
from contextlib import suppress


class NaiveServer:
    """Accepts for ever; `port` 0 takes any free one, told by `port` afterwards."""

    def __init__(self, port: int) -> None:
        self._listener = socket.create_server(("127.0.0.1", port), backlog=4096)
        self.port: int = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._channels: dict[str, dict[socket.socket, str]] = {}

    def run(self) -> None:
        """Serves until `close`."""
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def close(self) -> None:
        """Takes no more clients."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self, client: socket.socket) -> None:
        nick = "*"
        try:
            with client, client.makefile(encoding="utf-8", errors="replace") as lines:
                for line in lines:
                    command, _, rest = line.rstrip("\r\n").partition(" ")
                    if command == "NICK":
                        nick = rest
                    elif command == "QUIT":
                        return
                    else:
                        self._answer(client, nick, command, rest)
        except OSError:
            pass  # the connection broke: the same as a QUIT
        finally:
            self._leave(client, nick)

    def _answer(self, client: socket.socket, nick: str, command: str, rest: str) -> None:
        if command == "USER":
            self._send(client, f":naive 001 {nick} :Welcome\r\n:naive 422 {nick} :No MOTD")
        elif command == "PING":
            self._send(client, f":naive PONG naive {rest}")
        elif command == "CAP" and rest.startswith("LS"):
            self._send(client, f":naive CAP {nick} LS :")
        elif command == "JOIN":
            for channel in rest.split(","):
                self._join(client, nick, channel)
        elif command == "PRIVMSG":
            with self._lock:
                self._tell(client, rest.partition(" ")[0], f":{nick}!u@h PRIVMSG {rest}")

    def _join(self, client: socket.socket, nick: str, channel: str) -> None:
        with self._lock:
            self._tell(client, channel, f":{nick}!u@h JOIN {channel}")
            members = self._channels.setdefault(channel, {})
            members[client] = nick
            names = list(members.values())
            self._send(client, f":{nick}!u@h JOIN {channel}")
            for start in range(0, len(names), 40):
                some = " ".join(names[start : start + 40])
                self._send(client, f":naive 353 {nick} = {channel} :{some}")
            self._send(client, f":naive 366 {nick} {channel} :End")

    def _leave(self, client: socket.socket, nick: str) -> None:
        with self._lock:
            for channel, members in self._channels.items():
                if members.pop(client, None) is not None:
                    self._tell(client, channel, f":{nick}!u@h QUIT :gone")

    def _tell(self, origin: socket.socket, channel: str, line: str) -> None:
        for member in self._channels.get(channel, {}):
            if member is not origin:
                self._send(member, line)

    def _send(self, client: socket.socket, line: str) -> None:
        with suppress(OSError):  # a broken connection is noticed by its own thread
            client.sendall(f"{line}\r\n".encode())


if __name__ == "__main__":
    NaiveServer(int(sys.argv[1])).run()
