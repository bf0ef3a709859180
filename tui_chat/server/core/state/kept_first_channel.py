"""What is kept of a channel that newcomers are put in, over emptying and restarts."""

import msgspec

from tui_chat.server.core.state.users_and_channels import Topic


class FirstChannel(msgspec.Struct, frozen=True):
    """What is kept of a first channel. `ranks` has letters by the id of an account."""

    topic: Topic | None = None
    topic_changed: bool = False
    """Whether a member has set or cleared the topic: if not, the configuration gives it."""
    closed: bool = False
    """Whether the topic was set behind a key, or where an invitation was needed."""
    ranks: dict[str, str] = {}
