"""A session with one server. Pure: messages in, events and messages out."""

from tui_chat.client.session.profile import Profile
from tui_chat.client.session.session import Session

__all__ = ["Profile", "Session"]
