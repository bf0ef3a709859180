"""A chat network as simple as it can be said: what the core is compared with.

Nothing here is fast, complete or split by subject. People are known by numbers; what an action
gives is what each of them is told (`Told`), or a refusal's numeric for the one who acted.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace

Told = dict[int, list[str]]
"""The lines that each person hears, without their source's address."""


class No(Exception):  # noqa: N818 - it is an answer
    """The action is refused; the text is the numeric that says so."""


Identity = tuple[str, int]
"""Who somebody is in what is kept: the number of an account, or of one stay on the network."""


@dataclass(frozen=True)
class Line:
    """Something that was said, or (without a text) that somebody came."""

    text: str
    by: Identity
    at: int


@dataclass
class Channel:
    name: str
    members: dict[int, set[str]] = field(default_factory=dict)
    """Ranks (o, v) by person."""
    flags: set[str] = field(default_factory=lambda: {"n", "t"})
    bans: set[str] = field(default_factory=set)
    """Nicknames in lower case, each meant as nick!*@*."""
    invited: set[int] = field(default_factory=set)
    topic: str = ""
    key: str = ""
    created: int = 0
    founder: str = ""
    """The account it is registered to, in lower case."""
    guarded: int | None = None
    """Since when anybody has been kept out,"""
    closed: int | None = None
    """and since when one needs the key or an invitation."""

    def note(self, time: int) -> None:
        """Its modes have changed."""
        closed = bool(self.key) or "i" in self.flags
        guarded = closed or "R" in self.flags or bool(self.bans)
        self.closed = (time if self.closed is None else self.closed) if closed else None
        self.guarded = (time if self.guarded is None else self.guarded) if guarded else None

    def opened(self) -> "Channel | None":
        """The same without its key and for those not invited; None if anybody can then come in."""
        opened = replace(self, key="", flags=self.flags - {"i"}, bans=set(self.bans))
        opened.note(-1)
        return opened if opened.guarded is not None else None


class Reference:
    """All state: who there is, the channels, and what is kept of all that was said."""

    def __init__(self) -> None:
        self.nicks: dict[int, str] = {}
        self.channels: dict[str, Channel] = {}
        self.left: dict[str, Channel] = {}
        """Channels in which nobody is any more, and that not everybody could enter."""
        self.time = 0
        self.stays: dict[int, int] = {}
        self.accounts: dict[str, int] = {}
        self.logins: dict[int, str] = {}
        self.numbers = 0
        """Stays and accounts so far: none gets the number of another."""
        self.kept: dict[str, list[Line]] = defaultdict(list)
        """Of each channel's name."""
        self.private: list[tuple[set[Identity], Line]] = []

    # What is kept, and who may read it.

    def identity(self, who: int) -> Identity:
        if who in self.logins:
            return "account", self.accounts[self.logins[who]]
        return "stay", self.stays[who]

    def known_as(self, name: str) -> Identity | None:
        """Whom a name means just now, be it a nickname or that of an account."""
        who = self._find(name)
        if who is not None:
            return self.identity(who)
        return ("account", self.accounts[name.lower()]) if name.lower() in self.accounts else None

    def heard(self, who: int, name: str, text: str) -> None:
        """Somebody has said something in a channel, which let it."""
        self.kept[name.lower()].append(Line(text, self.identity(who), self.time))

    def told(self, who: int, nick: str, text: str) -> None:
        """Somebody has said something to somebody."""
        parties = {self.identity(who), self.identity(self._person(nick))}
        self.private.append((parties, Line(text, self.identity(who), self.time)))

    def channel_of(self, who: int, name: str) -> list[str]:
        """What a member of a channel may read of it."""
        self._own(who, name)
        return [line.text for line in self.kept[name.lower()] if line.text]

    def talk_with(self, who: int, name: str) -> list[str]:
        """What somebody may read when asking for a name."""
        parties = {self.identity(who), self.known_as(name)}
        return [line.text for one, line in self.private if one == parties]

    def all_of(self, who: int) -> list[str]:
        """All that somebody may read."""
        me = self.identity(who)
        lines = [line for one, line in self.private if me in one]
        for name, channel in self.channels.items():
            if who in channel.members:
                lines += self.kept[name]
        return [line.text for line in sorted(lines, key=lambda line: line.at) if line.text]

    def delete(self, who: int, name: str, text: str) -> None:
        """Take back what was said in a channel."""
        channel = self._own(who, name)
        line = next((line for line in self.kept[name.lower()] if line.text == text), None)
        if line is None:
            raise No("FAIL")
        operates = "o" in channel.members[who] and line.at >= channel.created
        if not operates and line.by not in {self.identity(who), ("stay", self.stays[who])}:
            raise No("FAIL")
        self.kept[name.lower()].remove(line)

    def move(self, who: int, name: str, wanted: str) -> None:
        """Give a channel another name."""
        channel = self._operated(who, name)
        old, new = name.lower(), wanted.lower()
        if old == new or new in self.channels or new in self.left or self.kept[new]:
            raise No("FAIL")
        if channel.founder and "q" not in channel.members[who]:
            raise No("FAIL")
        if any(line.at < channel.created for line in self.kept[old]):
            raise No("FAIL")
        self.channels[new] = self.channels.pop(old)
        self.kept[new] = self.kept.pop(old)
        channel.name = wanted

    # Accounts, and what is registered to them.

    def found(self, who: int) -> None:
        """Make an account of one's nickname."""
        name = self.nicks[who].lower()
        if who in self.logins or name in self.accounts:
            raise No("declined")
        self.numbers += 1
        self.accounts[name] = self.numbers
        self._log_in(who, name)

    def log_in(self, who: int, name: str) -> None:
        if name not in self.accounts:
            raise No("declined")
        self._log_in(who, name)

    def give_up(self, name: str) -> None:
        """An account is dropped."""
        del self.accounts[name]
        self.logins = {who: held for who, held in self.logins.items() if held != name}
        for channel in list(self.channels.values()):
            if channel.founder == name:
                self._unregister(channel)

    def register(self, who: int, name: str) -> None:
        channel = self._operated(who, name)
        if who not in self.logins or channel.founder:
            raise No("declined")
        channel.founder = self.logins[who]
        channel.members[who].add("q")

    def unregister(self, who: int, name: str) -> None:
        channel = self.channels.get(name.lower())
        if channel is None or not channel.founder or channel.founder != self.logins.get(who):
            raise No("declined")
        self._unregister(channel)

    def restart(self) -> None:
        """The server ends, and begins anew."""
        for name, channel in list(self.channels.items()):
            channel.members.clear()
            channel.invited.clear()
            if not channel.founder:
                del self.channels[name]
                if channel.guarded is not None:
                    self.left[name] = channel
        self.nicks.clear()
        self.logins.clear()

    def _log_in(self, who: int, name: str) -> None:
        self.logins[who] = name
        for channel in self.channels.values():
            if channel.founder == name and who in channel.members:
                channel.members[who] |= {"o", "q"}

    def _unregister(self, channel: Channel) -> None:
        channel.founder = ""
        for ranks in channel.members.values():
            ranks.discard("q")
        if not channel.members:
            self._end(channel)

    def _end(self, channel: Channel) -> None:
        """Nobody is there any more: what was said behind a closed door goes."""
        name = channel.name.lower()
        del self.channels[name]
        left: Channel | None = channel
        if channel.closed is not None:
            self._drop(name, channel.closed)
            left = channel.opened()
        if left is not None and left.guarded is not None:
            self.left[name] = left

    def _drop(self, name: str, since: int) -> None:
        self.kept[name] = [line for line in self.kept[name] if line.at < since]

    def _make(self, who: int, name: str, key: str) -> Channel:
        """A channel that there is not; as it was left, if not everybody could enter it."""
        left, dropped = self.left.get(name.lower()), None
        while left is not None:
            try:
                self._check_open(who, left, key)
                break
            except No:
                if "i" not in left.flags:
                    raise
                dropped, left = left.closed, left.opened()
        self.left.pop(name.lower(), None)
        if dropped is not None:
            self._drop(name.lower(), dropped)
        if left is None:
            return Channel(name, created=self.time)
        return replace(left, name=name, created=self.time, members={}, invited=set(), topic="")

    # People and channels.

    def enter(self, who: int, nick: str) -> Told:
        self._check_free(who, nick)
        if nick.lower() in self.accounts:
            raise No("433")
        self.nicks[who] = nick
        self.numbers += 1
        self.stays[who] = self.numbers
        return {}

    def rename(self, who: int, nick: str) -> Told:
        self._check_free(who, nick)
        silenced = any(self._is_silenced(who, channel) for channel in self.channels.values())
        if silenced and nick.lower() != self.nicks[who].lower():
            raise No("435")
        if nick == self.nicks[who]:
            return {}
        line = f"{self.nicks[who]} NICK {nick}"
        self.nicks[who] = nick
        return {each: [line] for each in {who, *self._peers(who)}}

    def leave(self, who: int) -> Told:
        line = f"{self.nicks[who]} QUIT"
        told = {each: [line] for each in self._peers(who)}
        for channel in list(self.channels.values()):
            channel.invited.discard(who)
            if who in channel.members:
                self._remove(channel, who)
        del self.nicks[who]
        self.logins.pop(who, None)
        return told

    def join(self, who: int, name: str, key: str) -> Told:
        channel = self.channels.get(name.lower())
        if channel is None:
            channel = self.channels[name.lower()] = self._make(who, name, key)
            channel.members[who] = {"o"}
        elif who in channel.members:
            return {}
        else:
            founds = bool(channel.founder) and channel.founder == self.logins.get(who)
            if who not in channel.invited and not founds:
                self._check_open(who, channel, key)
            channel.invited.discard(who)
            channel.members[who] = {"o", "q"} if founds else set()
        self.kept[name.lower()].append(Line("", self.identity(who), self.time))
        return self._told(channel, f"{self.nicks[who]} JOIN {channel.name}")

    def part(self, who: int, name: str) -> Told:
        channel = self._own(who, name)
        told = self._told(channel, f"{self.nicks[who]} PART {channel.name}")
        self._remove(channel, who)
        return told

    def say(self, who: int, name: str, text: str) -> Told:
        channel = self.channels.get(name.lower())
        if channel is None or self._is_hidden(who, channel):
            raise No("403")
        ranks = channel.members.get(who)
        if not ranks and ("m" in channel.flags or ("n" in channel.flags and ranks is None)):
            raise No("404")
        if not ranks and self._is_banned(who, channel):
            raise No("404")
        told = self._told(channel, f"{self.nicks[who]} PRIVMSG {channel.name} {text}")
        told.pop(who, None)
        return told

    def set_topic(self, who: int, name: str, text: str) -> Told:
        channel = self._own(who, name)
        if "t" in channel.flags and "o" not in channel.members[who]:
            raise No("482")
        if not channel.members[who] and ("m" in channel.flags or self._is_banned(who, channel)):
            raise No("404")
        channel.topic = text
        return self._told(channel, f"{self.nicks[who]} TOPIC {channel.name} {text}")

    def kick(self, who: int, name: str, nick: str) -> Told:
        channel = self._operated(who, name)
        target = self._person(nick)
        if target not in channel.members:
            raise No("441")
        line = f"{self.nicks[who]} KICK {channel.name} {self.nicks[target]}"
        told = self._told(channel, line)
        self._remove(channel, target)
        return told

    def invite(self, who: int, name: str, nick: str) -> Told:
        target = self._person(nick)
        channel = self._own(who, name)
        if target in channel.members:
            raise No("443")
        if "o" in channel.members[who]:
            channel.invited.add(target)
        elif "i" in channel.flags:
            raise No("482")
        return {target: [f"{self.nicks[who]} INVITE {self.nicks[target]} {channel.name}"]}

    def rank(self, who: int, name: str, sign: str, letter: str, nick: str) -> Told:
        channel = self._own(who, name)
        gives_up = sign == "-" and self._find(nick) == who
        if "o" not in channel.members[who] and not gives_up:
            raise No("482")
        target = self._person(nick)
        if target not in channel.members:
            raise No("441")
        ranks = channel.members[target]
        if (letter in ranks) is (sign == "+"):
            return {}
        ranks.symmetric_difference_update(letter)
        return self._mode(who, channel, f"{sign}{letter} {self.nicks[target]}")

    def flag(self, who: int, name: str, sign: str, letter: str) -> Told:
        channel = self._operated(who, name)
        if (letter in channel.flags) is (sign == "+"):
            return {}
        channel.flags.symmetric_difference_update(letter)
        channel.note(self.time)
        return self._mode(who, channel, f"{sign}{letter}")

    def lock(self, who: int, name: str, key: str) -> Told:
        channel = self._operated(who, name)
        if key == channel.key:
            return {}
        channel.key = key
        channel.note(self.time)
        return self._mode(who, channel, f"+k {key}" if key else "-k *")

    def ban(self, who: int, name: str, sign: str, nick: str) -> Told:
        channel = self._operated(who, name)
        if (nick.lower() in channel.bans) is (sign == "+"):
            return {}
        channel.bans.symmetric_difference_update({nick.lower()})
        channel.note(self.time)
        return self._mode(who, channel, f"{sign}b {nick.lower()}!*@*")

    def _mode(self, who: int, channel: Channel, change: str) -> Told:
        return self._told(channel, f"{self.nicks[who]} MODE {channel.name} {change}")

    def _told(self, channel: Channel, line: str) -> Told:
        return {member: [line] for member in channel.members}

    def _peers(self, who: int) -> set[int]:
        found: dict[int, set[int]] = defaultdict(set)
        for channel in self.channels.values():
            for member in channel.members:
                found[member] |= set(channel.members)
        return found[who] - {who}

    def _remove(self, channel: Channel, who: int) -> None:
        del channel.members[who]
        if not channel.members and not channel.founder:
            self._end(channel)

    def _check_free(self, who: int, nick: str) -> None:
        if self._find(nick) not in {None, who}:
            raise No("433")

    def _check_open(self, who: int, channel: Channel, key: str) -> None:
        if channel.key and key != channel.key:
            raise No("475")
        if "i" in channel.flags:
            raise No("473")
        if self._is_banned(who, channel):
            raise No("474")
        if "R" in channel.flags and who not in self.logins:
            raise No("477")

    def _is_hidden(self, who: int, channel: Channel) -> bool:
        return "s" in channel.flags and who not in channel.members

    def _is_silenced(self, who: int, channel: Channel) -> bool:
        return who in channel.members and not channel.members[who] and self._is_banned(who, channel)

    def _is_banned(self, who: int, channel: Channel) -> bool:
        return self.nicks[who].lower() in channel.bans

    def _own(self, who: int, name: str) -> Channel:
        channel = self.channels.get(name.lower())
        if channel is None or self._is_hidden(who, channel):
            raise No("403")
        if who not in channel.members:
            raise No("442")
        return channel

    def _operated(self, who: int, name: str) -> Channel:
        channel = self._own(who, name)
        if "o" not in channel.members[who]:
            raise No("482")
        return channel

    def _find(self, nick: str) -> int | None:
        found = (who for who, held in self.nicks.items() if held.lower() == nick.lower())
        return next(found, None)

    def _person(self, nick: str) -> int:
        who = self._find(nick)
        if who is None:
            raise No("401")
        return who
