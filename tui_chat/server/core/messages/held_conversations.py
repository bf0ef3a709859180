"""Which conversations somebody holds: their history is the last to go if there are too many."""

from tui_chat.server.core.state.network import Network
from tui_chat.wire.names import is_channel


def is_held(network: Network, name: str) -> bool:
    """Whether it is a channel that exists, a first channel, or a talk of two accounts.

    Others may be begun without end: an empty channel that is not registered, and a talk with
    somebody without an account, of whom a new one may come each second. May be called on any
    thread: it changes nothing, and looks up single keys.
    """
    if is_channel(name):
        folded = network.fold(name)
        return folded in network.channels or folded in network.first_names
    one, _, other = name.partition(" ")
    accounts = network.accounts
    return accounts.identified(one) is not None and accounts.identified(other) is not None
