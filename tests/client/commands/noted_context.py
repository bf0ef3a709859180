"""A context without a screen: it notes what it was asked to do."""

from collections.abc import Sequence

from tests.client.session.talk import Talk
from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.commands import TABLE, CommandContext, Invoked, Mistaken, Said
from tui_chat.client.connect.join_instructions import Door
from tui_chat.client.connect.server_address import Address
from tui_chat.client.session import Session


class NotedContext:
    def __init__(self, talk: Talk, buffer: str) -> None:
        self.talk = talk
        self.notes: list[str] = []
        self._buffer = talk.buffer(buffer)

    @property
    def session(self) -> Session:
        return self.talk.session

    @property
    def buffer(self) -> Buffer:
        return self._buffer

    def numbered(self) -> list[Buffer]:
        return self.talk.session.buffers.of_kind(BufferKind.CHANNEL)

    def now(self) -> float:
        return self.talk.at

    def show(self, buffer: Buffer) -> None:
        self.notes.append(f"show {buffer.name}")

    def tell(self, text: str) -> None:
        self.notes.append(f"tell {text}")

    def complain(self, text: str) -> None:
        self.notes.append(f"complain {text}")

    def sent_to(self, names: str, text: str) -> None:
        """Nothing to note: what was sent is noted itself."""

    def show_help(self, about: str) -> None:
        self.notes.append(f"help {about}".rstrip())

    def mark_all_read(self) -> None:
        self.notes.append("mark all read")

    def clear(self) -> None:
        self.notes.append("clear")

    def browse(self, pattern: str = "") -> None:
        self.notes.append(f"browse {pattern}".rstrip())

    def show_invitation(self) -> None:
        self.notes.append("invitation")

    def share(self, *, shared: bool, doors: Sequence[Door] = ()) -> None:
        self.notes.append(" ".join(["share" if shared else "unshare", *(d.value for d in doors)]))

    def upload(self, path: str) -> None:
        self.notes.append(f"upload {path}")

    def show_people(self) -> None:
        self.notes.append("people")

    def change_setting(self, words: list[str]) -> None:
        self.notes.append(f"set {' '.join(words)}".rstrip())

    def show_themes(self) -> None:
        self.notes.append("themes")

    def connect(self, address: Address) -> None:
        self.notes.append(f"connect {address.host} {address.port}")

    def disconnect(self) -> None:
        self.notes.append("disconnect")

    def reconnect(self) -> None:
        self.notes.append("reconnect")

    def leave(self, message: str) -> None:
        self.notes.append(f"leave {message}".rstrip())

    def types(self, line: str) -> list[str]:
        """What comes of a typed line: what was sent, then what the context was asked to do."""
        context: CommandContext = self
        match TABLE.parse(line):
            case Invoked(command, words):
                command.do(context, words)
            case Said(text):
                self.notes.append(f"say {text}")
            case Mistaken(text):
                self.notes.append(f"mistaken {text}")
        came, self.notes = self.talk.sent() + self.notes, []
        return came
