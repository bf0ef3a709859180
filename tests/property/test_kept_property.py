"""Nobody reads, deletes or takes along what they were not there for, whatever is dropped or made.

Long random stories of people who come and go, of accounts, channels and restarts: at each step
everybody may read just what a much simpler network lets them.
"""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from tests.property.reference import No, Reference
from tests.property.whole import check_is_whole
from tests.server.account_holders import PASSWORD
from tests.server.world import Person, World
from tui_chat.server.core.events import AccountOrder, ClientId, Millis
from tui_chat.server.core.settings import Settings
from tui_chat.server.process.control_socket import ControlRequest, carry_out
from tui_chat.server.store.sqlite_history import SqliteHistory
from tui_chat.wire.message import Message

NICKS = st.sampled_from(["ana", "bob", "eve"])
CHANNELS = st.sampled_from(["#tea", "#tea", "#go"])
SEATS = st.integers(0, 3)
KEYS = st.sampled_from(["", "k", "x"])
MODES = st.sampled_from(["+i", "-i", "+R", "-R", "+k", "-k", "+b", "-b"])
CAPABILITIES = "message-tags draft/message-redaction draft/chathistory draft/channel-rename"


def refusal(act: Callable[[], object]) -> str:
    """How the reference refuses to do something; "" if it does it."""
    try:
        act()
    except No as refused:
        return str(refused)
    return ""


class Memories(RuleBasedStateMachine):
    """Up to four people; each step takes a millisecond."""

    def __init__(self) -> None:
        super().__init__()
        self.reference = Reference()
        self.people: dict[int, Person] = {}
        self.world = self.make_world()
        self.said = 0
        self.msgids: dict[str, str] = {}
        self.rest = 1 << 31

    def make_world(self) -> World:
        """A network, with its history in memory."""
        return World(settings=Settings(auto_join=()), tick_per_line=True)

    @initialize()
    def begin(self) -> None:
        for who, nick in enumerate(("ana", "bob", "eve")):
            self.comes(who, nick)

    # Scenes: step by step few stories would come to what is looked for.

    @precondition(lambda self: self.people)
    @rule(who=SEATS, name=CHANNELS, key=KEYS, mode=MODES, nick=NICKS)
    def speaks_behind_a_door(self, who: int, name: str, key: str, mode: str, nick: str) -> None:
        who = self.present(who)
        self.joins(who, name, key)
        self.speaks(who, name)
        self.guards(who, name, mode, nick)
        self.speaks(who, name)

    @rule(name=CHANNELS)
    def a_channel_loses_its_founder(self, name: str) -> None:
        channel = self.reference.channels.get(name)
        if channel is not None and channel.founder:
            self.loses_the_account(channel.founder)

    @rule(name=CHANNELS)
    def all_leave(self, name: str) -> None:
        channel = self.reference.channels.get(name)
        for who in tuple(channel.members) if channel is not None else ():
            self.parts(who, name)

    @rule(name=CHANNELS)
    def all_try_to_come_in(self, name: str) -> None:
        for who in tuple(self.people):
            self.joins(who, name, "")

    @precondition(lambda self: self.people)
    @rule(who=SEATS, nick=NICKS, makes_it=st.booleans())
    def comes_as_somebody_else(self, who: int, nick: str, makes_it: bool) -> None:
        who = self.present(who)
        self.goes(who)
        self.comes(who, nick)
        if makes_it and who in self.people:
            self.makes_an_account(who)

    @precondition(lambda self: self.people)
    @rule(who=SEATS, name=CHANNELS, key=KEYS)
    def founds_a_channel(self, who: int, name: str, key: str) -> None:
        who = self.present(who)
        self.makes_an_account(who)
        self.joins(who, name, key)
        self.registers(who, name)
        self.speaks_behind_a_door(who, name, key, mode="+k" if key else "+i", nick="eve")

    @precondition(lambda self: self.people)
    @rule(who=SEATS, name=CHANNELS, wanted=st.sampled_from(["#tea", "#go", "#new"]))
    def takes_a_name(self, who: int, name: str, wanted: str) -> None:
        who = self.present(who)
        self.joins(who, name, "")
        self.renames(who, name, wanted)

    @precondition(lambda self: self.people and self.said)
    @rule(who=SEATS, name=CHANNELS)
    def deletes_all_it_can(self, who: int, name: str) -> None:
        who = self.present(who)
        self.joins(who, name, "")
        for which in range(self.said):
            self.deletes(who, name, which)

    # Single steps.

    @rule(who=SEATS, nick=NICKS)
    def comes(self, who: int, nick: str) -> None:
        if who in self.people:
            return
        self.pass_time()
        person = self.world.connect(nick)
        person.says(f"CAP REQ :{CAPABILITIES}", f"NICK {nick}", f"USER {nick} 0 * :r", "CAP END")
        heard = "\n".join(person.hears())
        refused = refusal(lambda: self.reference.enter(who, nick))
        assert f" {refused or '001'} " in heard
        if refused:
            person.drops()
            self.world.people.remove(person)
        else:
            self.people[who] = person

    @precondition(lambda self: self.people)
    @rule(who=SEATS)
    def goes(self, who: int) -> None:
        who = self.present(who)
        self.pass_time()
        self.people.pop(who).drops()
        self.reference.leave(who)

    @precondition(lambda self: self.people)
    @rule(who=SEATS, name=CHANNELS, key=KEYS)
    def joins(self, who: int, name: str, key: str) -> None:
        self.do(who, f"JOIN {name} {key}".strip(), lambda me: self.reference.join(me, name, key))

    @precondition(lambda self: self.people)
    @rule(who=SEATS, name=CHANNELS)
    def parts(self, who: int, name: str) -> None:
        self.do(who, f"PART {name}", lambda me: self.reference.part(me, name))

    @precondition(lambda self: self.people)
    @rule(who=SEATS, name=CHANNELS, mode=MODES, nick=NICKS)
    def guards(self, who: int, name: str, mode: str, nick: str) -> None:
        """Change who may come in."""
        sign, letter = mode[0], mode[1]
        word = {"k": " k" if sign == "+" else " *", "b": f" {nick}"}.get(letter, "")

        def expected(me: int) -> object:
            if letter == "k":
                return self.reference.lock(me, name, "k" if sign == "+" else "")
            if letter == "b":
                return self.reference.ban(me, name, sign, nick)
            return self.reference.flag(me, name, sign, letter)

        self.do(who, f"MODE {name} {mode}{word}", expected)

    @precondition(lambda self: self.people)
    @rule(who=SEATS, name=CHANNELS)
    def speaks(self, who: int, name: str) -> None:
        who, text = self.present(who), self.new_text()
        if not self.errors(who, f"PRIVMSG {name} :{text}"):  # who may is told elsewhere
            self.reference.heard(who, name, text)

    @precondition(lambda self: self.people)
    @rule(who=SEATS, nick=NICKS)
    def whispers(self, who: int, nick: str) -> None:
        who, text = self.present(who), self.new_text()
        if not self.errors(who, f"PRIVMSG {nick} :{text}"):
            self.reference.told(who, nick, text)

    @precondition(lambda self: self.people and self.said)
    @rule(who=SEATS, name=CHANNELS, which=st.integers(0, 100))
    def deletes(self, who: int, name: str, which: int) -> None:
        text = f"word {which % self.said + 1}"
        line = f"REDACT {name} {self.msgids.get(text, 'none')}"
        self.do(who, line, lambda me: self.reference.delete(me, name, text), any_error=True)

    @precondition(lambda self: self.people)
    @rule(who=SEATS, name=CHANNELS, wanted=st.sampled_from(["#tea", "#go", "#new"]))
    def renames(self, who: int, name: str, wanted: str) -> None:
        line = f"RENAME {name} {wanted}"
        self.do(who, line, lambda me: self.reference.move(me, name, wanted), any_error=True)

    @precondition(lambda self: self.people)
    @rule(who=SEATS)
    def makes_an_account(self, who: int) -> None:
        self.asks(who, f"NS REGISTER {PASSWORD}", "Account created", self.reference.found)

    @precondition(lambda self: self.people)
    @rule(who=SEATS, name=NICKS)
    def logs_in(self, who: int, name: str) -> None:
        line = f"NS IDENTIFY {name} {PASSWORD}"
        self.asks(who, line, "now logged in", lambda me: self.reference.log_in(me, name))

    @rule(name=NICKS)
    def loses_the_account(self, name: str) -> None:
        """From outside; by oneself it is the same order."""
        self.pass_time()
        dropped = not carry_out(self.world.node, ControlRequest(AccountOrder.DROP, name)).refusal
        self.world.settle()
        assert dropped is (name in self.reference.accounts)
        if dropped:
            self.reference.give_up(name)

    @precondition(lambda self: self.people)
    @rule(who=SEATS, name=CHANNELS)
    def registers(self, who: int, name: str) -> None:
        line, done = f"CS REGISTER {name}", "is now registered"
        self.asks(who, line, done, lambda me: self.reference.register(me, name))

    @precondition(lambda self: self.people)
    @rule(who=SEATS, name=CHANNELS)
    def gives_up(self, who: int, name: str) -> None:
        line, done = f"CS DROP {name}", "is no longer registered"
        self.asks(who, line, done, lambda me: self.reference.unregister(me, name))

    @rule()
    def restarts(self) -> None:
        self.pass_time()
        self.world.settle()
        self.world = self.world.restarted()
        self.people.clear()
        self.reference.restart()

    @invariant()
    def everybody_reads_what_they_may(self) -> None:
        check_is_whole(self.world.node.network)
        for who, person in self.people.items():
            assert self.texts(person, "SEARCH text=word") == self.reference.all_of(who)
            for nick in ("ana", "bob", "eve"):
                talk = self.texts(person, f"CHATHISTORY LATEST {nick} * 100")
                assert talk == self.reference.talk_with(who, nick)
            for name, channel in self.reference.channels.items():
                read = self.texts(person, f"CHATHISTORY LATEST {name} * 100")
                there = who in channel.members
                assert read == (self.reference.channel_of(who, name) if there else [])

    def new_text(self) -> str:
        self.said += 1
        return f"word {self.said}"

    def present(self, seat: int) -> int:
        """Somebody who is there."""
        return seat if seat in self.people else sorted(self.people)[seat % len(self.people)]

    def pass_time(self, by: int = 1) -> None:
        self.reference.time += by
        self.world.now += by

    def errors(self, who: int, line: str) -> list[str]:
        """Have somebody say a line; how it was refused."""
        self.pass_time()
        self.people[who].says(line)
        self.msgids[line.partition(":")[2]] = self.world.msgid
        heard = [Message.parse(one.encode()) for one in self.people[who].hears()]
        self.world.settle()
        if line.startswith("MODE"):
            # The rules of an empty channel last as long as it was occupied behind them, which the
            # reference does not know: so that is longer than the rest of the story.
            self.rest //= 2
            self.pass_time(self.rest)
        return [one.command for one in heard if one.command[0] in "45" or one.command == "FAIL"]

    def do(
        self, seat: int, line: str, expected: Callable[[int], object], *, any_error: bool = False
    ) -> None:
        """Have somebody say a line, refused if the reference refuses it."""
        who = self.present(seat)
        errors = self.errors(who, line)
        refused = refusal(lambda: expected(who))
        if refused and any_error:
            assert errors
        else:
            assert errors == ([refused] if refused else [])

    def asks(self, seat: int, line: str, done: str, expected: Callable[[int], object]) -> None:
        """Have somebody ask a service for something."""
        who = self.present(seat)
        self.pass_time()
        self.people[who].says(line)
        heard = "\n".join(self.people[who].hears())
        self.world.settle()
        refused = refusal(lambda: expected(who))
        assert (done in heard) is not bool(refused)

    @staticmethod
    def texts(person: Person, line: str) -> list[str]:
        """What an answer shows that was said."""
        heard = [Message.parse(one.encode()) for one in person.asks(line)]
        return [one.params[-1] for one in heard if one.command == "PRIVMSG"]


class NumberedWorld(World):
    """One in which messages have the ids that a server gives them: a disk needs them."""

    def receive(self, client: ClientId, message: Message) -> None:
        self.last = self.node.network.stamps.msgids.next(self.now)
        self.node.receive(client, message, Millis(self.now), self.last)
        if self.tick_per_line:
            self.flush()

    @property
    def msgid(self) -> str:
        return self.last


class MemoriesOnDisk(Memories):
    """The same, with the history in files."""

    def make_world(self) -> World:
        self.folder = TemporaryDirectory()
        self.history = SqliteHistory(Path(self.folder.name))
        return NumberedWorld(
            settings=Settings(auto_join=()), tick_per_line=True, history=self.history
        )

    def teardown(self) -> None:
        self.history.close()
        self.folder.cleanup()


TestMemoriesOnDisk = MemoriesOnDisk.TestCase
TestMemoriesOnDisk.settings = settings(max_examples=25, stateful_step_count=40, deadline=None)

TestMemories = Memories.TestCase
TestMemories.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)
