"""What a person does with places: go there, leave, and keep order."""

from collections.abc import Iterable, Mapping

from tui_chat.client.buffers.buffers import Buffer, BufferKind
from tui_chat.client.buffers.members import Identity
from tui_chat.client.session.channels import bans, conversations, identities
from tui_chat.client.session.doing import Doing
from tui_chat.client.session.messages import sending


class Visiting(Doing):
    """The part of a session that is about channels and conversations."""

    def find(self, name: str) -> Buffer | None:
        """The place of that person or channel, if it is open."""
        return self._state.buffer(name)

    def talk_to(self, name: str) -> Buffer:
        """The place of a person or channel, opened if need be."""
        name = self._state.features.bare_channel(name)
        buffer = self._state.open(name, asked=False)
        self._state.on_change()
        return buffer

    @property
    def identities(self) -> dict[str, Identity]:
        """With whom the open conversations are, by name; plain data to be kept."""
        return identities.known(self._state)

    def remember(self, known: Mapping[str, Identity]) -> None:
        """What `identities` gave when the program ran last, once the conversations are open."""
        identities.remember(self._state, known)

    def join(self, name: str, key: str = "") -> None:
        """Go into a channel, now or once the server has taken us in."""
        state, folded = self._state, self._state.fold(name)
        key = key or state.wanted.get(folded, ("", ""))[1]
        state.wanted[folded] = (name, key)
        state.asked.joins[folded] = key
        state.asked.refused.discard(folded)
        if state.welcomed:
            state.send("JOIN", name, *([key] if key else []))
        state.on_change()

    @property
    def channels(self) -> list[tuple[str, str]]:
        """The channels to be in after (re)connecting, each with its key ("" for none)."""
        return list(self._state.wanted.values())

    def return_to(self, channels: Iterable[tuple[str, str]]) -> None:
        """Be in these channels too, once the server has taken us in; the screen stays put."""
        for name, key in channels:
            self._state.wanted.setdefault(self._state.fold(name), (name, key))

    def part(self, name: str, reason: str = "") -> None:
        """Leave a channel; its place stays."""
        state = self._state
        state.wanted.pop(state.fold(name), None)
        self._send("PART", name, *([reason] if reason else []))

    def close(self, buffer: Buffer) -> None:
        """Leave a place and take it away."""
        state = self._state
        state.wanted.pop(buffer.key, None)
        if buffer.kind is BufferKind.CHANNEL and buffer.joined:
            state.send("PART", buffer.name)
        if buffer is not state.buffers.server:
            sending.abandon(state, buffer)
            conversations.forget(state, buffer)
            state.take_away(buffer)
        state.on_change()

    def set_topic(self, channel: str, topic: str) -> None:
        """Set a channel's topic; "" takes it away."""
        self._send("TOPIC", channel, topic)

    def ask_topic(self, channel: str) -> None:
        """Have a channel's topic told."""
        self._state.asked.topics.add(self._state.fold(channel))
        self._send("TOPIC", channel)

    def ask_names(self, channel: str) -> None:
        """Have told who is in a channel."""
        self._state.asked.names[self._state.fold(channel)] = self._state.here
        self._send("NAMES", channel)

    def ask_list(self, pattern: str = "", *, quietly: bool = False) -> None:
        """Have the server's channels told; `quietly` only by `ChannelsListed`."""
        self._state.asked.quiet_listing = quietly
        self._state.asked.listing = []
        self._state.asked.listing_cut = False
        self._send("LIST", *([pattern] if pattern else []))

    def whois(self, nick: str) -> None:
        """Have told what is known of somebody."""
        self._state.asked.whois[self._state.fold(nick)] = []
        self._send("WHOIS", nick)

    def invite(self, nick: str, channel: str) -> None:
        """Ask somebody into a channel."""
        self._send("INVITE", nick, channel)

    def kick(self, channel: str, nick: str, reason: str = "") -> None:
        """Remove somebody from a channel."""
        self._send("KICK", channel, nick, *([reason] if reason else []))

    def set_modes(self, target: str, *words: str) -> None:
        """Change modes, `words` as in `+o ana`; without words, have them told."""
        if not words:
            self._state.asked.modes.add(self._state.fold(target))
        self._send("MODE", target, *words)

    def ban(self, channel: str, written: str) -> None:
        """Keep somebody out of a channel, by nickname or mask."""
        self._send("MODE", channel, "+b", bans.mask_for(self._state, channel, written))

    def unban(self, channel: str, written: str) -> None:
        """Lift a ban, by what it was set with."""
        masks = bans.masks_for(self._state, channel, written)
        self._send("MODE", channel, f"-{'b' * len(masks)}", *masks)

    @property
    def can_mute(self) -> bool:
        """Whether the server can keep a member from speaking without removing them."""
        return self._state.features.mute_prefix is not None

    def silence(self, channel: str, nick: str, *, silenced: bool) -> None:
        """Keep a member of a channel from speaking there, or let them again."""
        prefix = self._state.features.mute_prefix or ""
        masks = [prefix + mask for mask in bans.masks_for(self._state, channel, nick)]
        if silenced:
            self._send("MODE", channel, "+b", masks[-1])
        else:
            self._send("MODE", channel, f"-{'b' * len(masks)}", *masks)

    def ask_bans(self, channel: str) -> None:
        """Have told who is banned from a channel."""
        self._state.asked.bans[self._state.fold(channel)] = []
        self._send("MODE", channel, "+b")
