"""The core does what a much simpler network does: the same state, the same lines to the same."""

from collections.abc import Callable
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.property.reference import No, Reference, Told
from tests.property.whole import check_is_whole
from tests.server.world import Person, World
from tui_chat.server.core.settings import Settings
from tui_chat.wire.message import Message
from tui_chat.wire.source import Source

NICKS = st.sampled_from(["ana", "ANA", "bob", "eve", "Dan"])
CHANNELS = st.sampled_from(["#tea", "#tea", "#TEA", "#go"])
SIGNS = st.sampled_from("+-")
TEXTS = st.sampled_from(["hi", "é", "one two"])
SEATS = st.integers(0, 3)
COMPARED = {"JOIN", "PART", "KICK", "QUIT", "NICK", "PRIVMSG", "TOPIC", "INVITE", "MODE"}


class Conversations(RuleBasedStateMachine):
    """Up to four people do what people do; after every step both networks are compared."""

    def __init__(self) -> None:
        super().__init__()
        self.reference = Reference()
        self.people: dict[int, Person] = {}

    @initialize(tick_per_line=st.booleans())
    def begin(self, tick_per_line: bool) -> None:
        self.world = World(settings=Settings(auto_join=()), tick_per_line=tick_per_line)
        for who, nick in enumerate(("ana", "bob", "eve")):
            self.comes(who, nick)
            self.joins(who, "#tea", "")

    @rule(who=SEATS, nick=NICKS)
    def comes(self, who: int, nick: str) -> None:
        if who in self.people:
            return
        person = self.world.connect(nick)
        person.says(f"NICK {nick}")
        person.says(f"USER {who} 0 * :r")
        refused = ""
        try:
            self.reference.enter(who, nick)
        except No as refusal:
            refused = str(refusal)
        heard = "\n".join(person.hears())
        assert f" {refused or '001'} " in heard
        if refused:
            person.drops()
            self.world.people.remove(person)
        else:
            self.people[who] = person
        self.compare({})

    @precondition(lambda self: self.people)
    @rule(who=SEATS, quits=st.booleans())
    def goes(self, who: int, quits: bool) -> None:
        who = self.present(who)
        person = self.people.pop(who)
        if quits:
            person.says("QUIT")
        else:
            person.drops()
        self.compare(self.reference.leave(who))

    @precondition(lambda self: self.people)
    @rule(who=SEATS, nick=NICKS)
    def renames(self, who: int, nick: str) -> None:
        self.do(who, f"NICK {nick}", lambda me: self.reference.rename(me, nick))

    @precondition(lambda self: self.people)
    @rule(who=SEATS, name=CHANNELS, key=st.sampled_from(["", "k", "x"]))
    def joins(self, who: int, name: str, key: str) -> None:
        self.do(who, f"JOIN {name} {key}".strip(), lambda me: self.reference.join(me, name, key))

    @precondition(lambda self: self.people)
    @rule(who=SEATS, name=CHANNELS)
    def parts(self, who: int, name: str) -> None:
        self.do(who, f"PART {name}", lambda me: self.reference.part(me, name))

    @precondition(lambda self: self.people)
    @rule(by=SEATS, who=SEATS, text=TEXTS, key=st.sampled_from(["", "k"]), invited=st.booleans())
    def is_kept_out(self, by: int, who: int, text: str, key: str, invited: bool) -> None:
        """What bans, keys and flags are for is rarely reached step by step."""
        nick = self.people[self.present(who)].nick.lower()
        self.bans(by, "#tea", "+", nick)
        self.parts(who, "#tea")
        self.says(who, "#tea", text)
        if invited:
            self.invites(by, "#tea", nick)
        self.joins(who, "#tea", key)

    @precondition(lambda self: self.people)
    @rule(who=SEATS, name=CHANNELS, text=TEXTS)
    def says(self, who: int, name: str, text: str) -> None:
        self.do(who, f"PRIVMSG {name} :{text}", lambda me: self.reference.say(me, name, text))

    @precondition(lambda self: self.people)
    @rule(who=SEATS, name=CHANNELS, text=TEXTS | st.just(""))
    def sets_topic(self, who: int, name: str, text: str) -> None:
        self.do(who, f"TOPIC {name} :{text}", lambda me: self.reference.set_topic(me, name, text))

    @precondition(lambda self: self.people)
    @rule(who=SEATS, name=CHANNELS, nick=NICKS)
    def kicks(self, who: int, name: str, nick: str) -> None:
        self.do(who, f"KICK {name} {nick}", lambda me: self.reference.kick(me, name, nick))

    @precondition(lambda self: self.people)
    @rule(who=SEATS, name=CHANNELS, nick=NICKS)
    def invites(self, who: int, name: str, nick: str) -> None:
        self.do(who, f"INVITE {nick} {name}", lambda me: self.reference.invite(me, name, nick))

    @precondition(lambda self: self.people)
    @rule(who=SEATS, name=CHANNELS, sign=SIGNS, letter=st.sampled_from("ov"), nick=NICKS)
    def ranks(self, who: int, name: str, sign: str, letter: str, nick: str) -> None:
        line = f"MODE {name} {sign}{letter} {nick}"
        self.do(who, line, lambda me: self.reference.rank(me, name, sign, letter, nick))

    @precondition(lambda self: self.people)
    @rule(who=SEATS, name=CHANNELS, sign=SIGNS, letter=st.sampled_from("imnt"))
    def flags(self, who: int, name: str, sign: str, letter: str) -> None:
        line = f"MODE {name} {sign}{letter}"
        self.do(who, line, lambda me: self.reference.flag(me, name, sign, letter))

    @precondition(lambda self: self.people)
    @rule(who=SEATS, name=CHANNELS, key=st.sampled_from(["", "k"]))
    def locks(self, who: int, name: str, key: str) -> None:
        line = f"MODE {name} +k {key}" if key else f"MODE {name} -k *"
        self.do(who, line, lambda me: self.reference.lock(me, name, key))

    @precondition(lambda self: self.people)
    @rule(who=SEATS, name=CHANNELS, sign=SIGNS, nick=NICKS)
    def bans(self, who: int, name: str, sign: str, nick: str) -> None:
        line = f"MODE {name} {sign}b {nick.lower()}"
        self.do(who, line, lambda me: self.reference.ban(me, name, sign, nick))

    def present(self, seat: int) -> int:
        """Somebody who is there."""
        return sorted(self.people)[seat % len(self.people)]

    def do(self, seat: int, line: str, expected: Callable[[int], Told]) -> None:
        """Have somebody say a line, and compare what comes of it."""
        who = self.present(seat)
        person = self.people[who]
        person.says(line)
        told: Told = {}
        refused = ""
        try:
            told = expected(who)
        except No as refusal:
            refused = str(refusal)
        self.compare(told, who, refused)

    def compare(self, told: Told, actor: int = -1, refused: str = "") -> None:
        for who, person in self.people.items():
            heard = [Message.parse(line.encode()) for line in person.hears()]
            errors = [message.command for message in heard if message.command[0] in "45"]
            assert errors == ([refused] if who == actor and refused else []), (who, heard)
            lines = [shortened(message) for message in heard if message.command in COMPARED]
            assert lines == told.get(who, []), (who, heard)

    @invariant()
    def is_the_same(self) -> None:
        if not hasattr(self, "world"):
            return
        network = self.world.node.network
        check_is_whole(network)
        numbers = {person.id: who for who, person in self.people.items()}
        assert {numbers[user.clients[0]]: user.nick for user in network.users.values()} == (
            self.reference.nicks
        )
        state: dict[str, Any] = {}
        for channel in network.channels.values():
            state[channel.folded] = (
                {numbers[user.clients[0]]: set(held) for user, held in channel.members.items()},
                set(channel.flags),
                {entry.mask.key for entry in channel.lists["b"]},
                {numbers[user.clients[0]] for user in channel.invited},
                channel.topic.text if channel.topic else "",
                channel.key,
            )
        assert state == {
            name: (
                *(channel.members, channel.flags, {f"{nick}!*@*" for nick in channel.bans}),
                *(channel.invited, channel.topic, channel.key),
            )
            for name, channel in self.reference.channels.items()
        }


def shortened(message: Message) -> str:
    """A line as the reference writes it: no address, no reasons."""
    nick = Source(message.source or "").nick
    words = message.params[:2] if message.command == "KICK" else message.params
    words = () if message.command == "QUIT" else words
    return " ".join((nick, message.command, *words))


TestConversations = Conversations.TestCase
TestConversations.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
