"""What a client may do: everything, or for a visitor's client on the server's machine, a list.

A new command or action of a key is closed to visitors until it is named in `VISITOR`.
"""

from collections.abc import Container
from typing import Final

import msgspec

from tui_chat.client.language.i18n import _


class Abilities(msgspec.Struct, frozen=True):
    """The slash commands and the actions of keys that are allowed, by name; None allows all.

    `own_machine` says that the client runs on the person's own machine: it may start programs,
    open a browser, keep files and connect to any server. By default nothing is allowed.
    """

    commands: frozenset[str] | None = frozenset()
    actions: frozenset[str] | None = frozenset()
    own_machine: bool = False

    def allow_command(self, name: str) -> bool:
        """Whether the slash command of this name may be run."""
        return _is_in(name, self.commands)

    def allow_action(self, name: str) -> bool:
        """Whether the keys of this action do it."""
        return _is_in(name, self.actions)


def refusal(command: str) -> str:
    """The sentence for a slash command that is not allowed."""
    return _("/{word} is not available to visitors.").format(word=command)


def _is_in(name: str, allowed: Container[str] | None) -> bool:
    return allowed is None or name in allowed


EVERYTHING: Final = Abilities(None, None, own_machine=True)
"""For a person at their own machine."""

VISITOR: Final = Abilities(
    commands=frozenset(
        {
            *("join", "part", "close", "buffer", "query", "read", "clear"),
            *("list", "topic", "names"),
            *(
                "msg",
                "say",
                "notice",
                "me",
                "shrug",
                "nickserv",
                "chanserv",
                "describe",
                "reply",
                "react",
                "edit",
                "delete",
                "search",
            ),
            *("nick", "away", "back", "whois", "invite", "invite-link", "people"),
            *("register", "verify", "login", "oper", "stay", "keys"),
            *("ignore", "unignore", "mute", "unmute", "notify", "highlight", "unhighlight"),
            *(
                "kick",
                "kickban",
                "ban",
                "unban",
                "mode",
                "private",
                "op",
                "deop",
                "voice",
                "devoice",
            ),
            *("help", "quit", "raw", "reconnect", "theme"),
        }
    ),
    actions=frozenset(
        {
            *("search_input", "switch", "previous_place", "next_place", "last_place"),
            *("next_unread", "mark_all_read", "place_number", "page_up", "page_down"),
            *("log_start", "log_end", "enter_log", "first_unread", "mention_before"),
            *("mention_after", "find", "people", "mentions", "help", "palette", "browse"),
            *("toggle_channels", "toggle_members", "redraw", "copy_or_clear", "themes"),
            *("message_before", "message_after", "answer", "react", "change", "erase"),
            *("copy_message", "open_link", "open_line", "leave_log"),
        }
    ),
)
"""For a person who visits through ssh or a browser. A link is copied or opened at their end."""
