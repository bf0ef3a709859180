"""The log of a single node: a direct call."""

from tui_chat.server.backplane import Applier


class LocalBackplane:
    """Applies an event while it is submitted. Costs nothing: to submit is to apply."""

    def __init__(self, node: Applier) -> None:
        self.submit = node.apply
        self.submit_line = node.apply_line
        self.submit_speech = node.apply_speech
