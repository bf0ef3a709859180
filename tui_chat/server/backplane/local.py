"""The log of a single node: a direct call."""

from tui_chat.server.backplane import Applier


class LocalBackplane:
    """Applies an event while it is submitted. Costs nothing: to submit is to apply."""

    def __init__(self, applier: Applier) -> None:
        self.submit = applier.apply
        self.submit_line = applier.apply_line
        self.submit_speech = applier.apply_speech
