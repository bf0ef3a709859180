"""One network on several machines: the key that they share, the engine that keeps their log."""

from tui_chat.server import SetupError


class ClusterError(SetupError):
    """This machine cannot take part in the network; the text says why, in one sentence."""
