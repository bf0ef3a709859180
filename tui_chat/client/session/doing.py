"""What the groups of things that a person does have in common."""

from tui_chat.client.session.model.state import State


class Doing:
    """Acts upon the state of a session, and tells whoever drives it that there is news."""

    _state: State

    def _send(self, command: str, *params: str) -> None:
        """Send what only a server that took us in understands."""
        if self._state.registered:
            self._state.send(command, *params)
        self._state.on_change()
