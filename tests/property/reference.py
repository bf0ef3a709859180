"""A chat network as simple as it can be said: what the core is compared with.

Nothing here is fast, complete or split by subject. People are known by numbers; what an action
gives is what each of them is told (`Told`), or a refusal's numeric for the one who acted.
"""

from collections import defaultdict
from dataclasses import dataclass, field

Told = dict[int, list[str]]
"""The lines that each person hears, without their source's address."""


class No(Exception):  # noqa: N818 - it is an answer
    """The action is refused; the text is the numeric that says so."""


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


class Reference:
    """All state: who there is, and the channels."""

    def __init__(self) -> None:
        self.nicks: dict[int, str] = {}
        self.channels: dict[str, Channel] = {}

    def enter(self, who: int, nick: str) -> Told:
        self._check_free(who, nick)
        self.nicks[who] = nick
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
        return told

    def join(self, who: int, name: str, key: str) -> Told:
        channel = self.channels.get(name.lower())
        if channel is None:
            channel = self.channels[name.lower()] = Channel(name)
            channel.members[who] = {"o"}
        elif who in channel.members:
            return {}
        else:
            if who not in channel.invited:
                self._check_open(who, channel, key)
            channel.invited.discard(who)
            channel.members[who] = set()
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
        return self._mode(who, channel, f"{sign}{letter}")

    def lock(self, who: int, name: str, key: str) -> Told:
        channel = self._operated(who, name)
        if key == channel.key:
            return {}
        channel.key = key
        return self._mode(who, channel, f"+k {key}" if key else "-k *")

    def ban(self, who: int, name: str, sign: str, nick: str) -> Told:
        channel = self._operated(who, name)
        if (nick.lower() in channel.bans) is (sign == "+"):
            return {}
        channel.bans.symmetric_difference_update({nick.lower()})
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
        if not channel.members:
            del self.channels[channel.name.lower()]

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
