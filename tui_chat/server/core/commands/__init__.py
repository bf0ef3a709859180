"""The commands, by subject; importing this package fills the table."""

from tui_chat.server.core.commands.channels import (
    join_part,
    kick_invite,
    list_channels,
    mode,
    names,
    rename,
    topic,
)
from tui_chat.server.core.commands.messages import (
    accept,
    batch,
    chathistory,
    markread,
    privmsg_notice_tagmsg,
    redact,
    relaymsg,
    roleplay,
    search,
    znc_playback,
)
from tui_chat.server.core.commands.server import (
    network_bans,
    operators,
    ping_quit,
    server_information,
)
from tui_chat.server.core.commands.users import (
    authenticate_register,
    away_setname,
    ison_userhost,
    metadata,
    monitor,
    persistence,
    who,
    whois,
    whowas,
)
from tui_chat.server.core.registry import COMMANDS
from tui_chat.server.core.services import chanserv, nickserv, nickserv_settings
from tui_chat.server.core.users import capability_negotiation, registration, welcome

__all__ = [
    "COMMANDS",
    "accept",
    "authenticate_register",
    "away_setname",
    "batch",
    "capability_negotiation",
    "chanserv",
    "chathistory",
    "ison_userhost",
    "join_part",
    "kick_invite",
    "list_channels",
    "markread",
    "metadata",
    "mode",
    "monitor",
    "names",
    "network_bans",
    "nickserv",
    "nickserv_settings",
    "operators",
    "persistence",
    "ping_quit",
    "privmsg_notice_tagmsg",
    "redact",
    "registration",
    "relaymsg",
    "rename",
    "roleplay",
    "search",
    "server_information",
    "topic",
    "welcome",
    "who",
    "whois",
    "whowas",
    "znc_playback",
]
