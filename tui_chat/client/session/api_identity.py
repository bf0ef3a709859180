"""What a person does about themselves and others: names, accounts, whom to hear."""

import msgspec

from tui_chat.client.buffers.buffers import Buffer
from tui_chat.client.session.doing import Doing
from tui_chat.client.session.messages.mentions import level_of, usual_level_of
from tui_chat.client.session.model.rules import (
    Level,
    Levels,
    Rules,
    add_mask,
    add_word,
    remove_mask,
    remove_word,
)
from tui_chat.client.session.registration import accounts
from tui_chat.client.session.registration.registration import introduce
from tui_chat.wire.sanitize import sanitize


class Belonging(Doing):
    """The part of a session that is about who we are and whom we hear."""

    def is_me(self, nick: str) -> bool:
        """Whether that is our nickname, in whatever case."""
        return self._state.is_me(nick)

    def change_nick(self, nick: str) -> None:
        """Take another nickname; while getting in, answer a refused one."""
        state = self._state
        if state.registered:
            state.wanted_nick.asked.add(state.fold(nick))
            state.send("NICK", nick)
            state.on_change()
        else:
            state.wanted_nick.name = sanitize(nick)
            self.make_do_with(nick)

    def make_do_with(self, nick: str) -> None:
        """While getting in, take this nickname for now; the wanted one is asked for when free."""
        state = self._state
        state.nick = sanitize(nick)
        if state.connected:
            introduce(state)
        state.on_change()

    def use_password(self, password: str) -> None:
        """Give the server this password from the next connection on."""
        self._state.profile = msgspec.structs.replace(self._state.profile, password=password)

    @property
    def is_away(self) -> bool:
        """Whether we are marked as away."""
        return bool(self._state.away)

    def set_away(self, message: str) -> None:
        """Mark us as away, or with "" as back; kept over a lost connection."""
        self._state.away = message
        self._send("AWAY", *([message] if message else []))

    # Accounts

    @property
    def account(self) -> str:
        """The account that the server knows us by, "" for none."""
        return self._state.account

    def register(self, password: str, email: str = "") -> None:
        """Make an account of our nickname."""
        accounts.register(self._state, password, email)
        self._state.on_change()

    def verify(self, account: str, code: str) -> None:
        """Give the code that completes an account."""
        accounts.verify(self._state, account, code)
        self._state.on_change()

    def log_in(self, account: str, password: str) -> None:
        """Log in to an account, now and on every connection to come."""
        accounts.log_in(self._state, account, password)
        self._state.on_change()

    # Whom to hear

    @property
    def rules(self) -> Rules:
        """The person's wishes; `msgspec.to_builtins` makes plain data of them, to be kept."""
        return self._state.rules

    @rules.setter
    def rules(self, rules: Rules) -> None:
        self._state.rules = rules
        self._quieten()

    def use_levels(self, levels: Levels) -> None:
        """What calls the person wherever the rules say nothing of it."""
        self._state.levels = levels
        self._quieten()

    def _quieten(self) -> None:
        for buffer in self._state.buffers:
            buffer.muted = level_of(self._state, buffer) is Level.NOTHING

    def ignore(self, written: str) -> str:
        """Show nothing of them any more; gives the mask, "" if that is so already."""
        self._state.on_change()
        return add_mask(self._state.rules.ignored, written)

    def unignore(self, written: str) -> str:
        """Hear them again, muted or ignored; gives the mask, "" if it was not there."""
        self._state.on_change()
        rules = self._state.rules
        return remove_mask(rules.ignored, written) or remove_mask(rules.muted, written)

    def mute(self, written: str) -> str:
        """Show what they say, and let it never count or ring; gives the mask as `ignore`."""
        self._state.on_change()
        return add_mask(self._state.rules.muted, written)

    def highlight(self, word: str) -> bool:
        """Let this word call us as our nickname does; whether it did not already."""
        self._state.on_change()
        return add_word(self._state.rules.words, word)

    def unhighlight(self, word: str) -> str:
        """Let it call us no more; gives it as it was written, "" if it was not there."""
        self._state.on_change()
        return remove_word(self._state.rules.words, word)

    def level(self, buffer: Buffer) -> Level:
        """What in a place makes a sound."""
        return level_of(self._state, buffer)

    def usual_level(self, buffer: Buffer) -> Level:
        """What does there, as long as the person does not say otherwise."""
        return usual_level_of(self._state, buffer)

    def set_level(self, buffer: Buffer, level: Level) -> None:
        """Say what in a place makes a sound."""
        self._state.rules.levels[buffer.key] = level
        buffer.muted = level is Level.NOTHING
        buffer.touch()
        self._state.on_change()
