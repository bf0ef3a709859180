"""A session with one server. Pure: messages in, events and messages out."""

from tui_chat.client.session.keeping import Unsent
from tui_chat.client.session.profile import Profile
from tui_chat.client.session.rules import Level, Levels, Rules
from tui_chat.client.session.session import Session
from tui_chat.client.session.typists import Progress

__all__ = ["Level", "Levels", "Profile", "Progress", "Rules", "Session", "Unsent"]
