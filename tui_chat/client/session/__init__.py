"""A session with one server. Pure: messages in, events and messages out."""

from tui_chat.client.session.model.ignore_and_highlight_rules import Level, Levels, Rules
from tui_chat.client.session.model.login_profile import Profile
from tui_chat.client.session.model.typing_state import Progress
from tui_chat.client.session.model.unconfirmed import Unsent
from tui_chat.client.session.session import Session

__all__ = ["Level", "Levels", "Profile", "Progress", "Rules", "Session", "Unsent"]
