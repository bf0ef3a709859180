"""Who said the latest messages: an edit is believed from the same person only."""

from typing import Final

from tui_chat.client.buffers.members import NOBODY, Identity
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.placeholder_hosts_and_accounts import account_of, address_of

MOST: Final = 5_000
"""Messages whose authors are remembered."""
_LONGEST: Final = 512
"""Characters of an address or account."""


class Authors:
    """The authors of messages by msgid, as the server tells them."""

    __slots__ = ("_by_msgid",)

    def __init__(self) -> None:
        self._by_msgid: dict[str, Identity] = {}

    def note(self, incoming: Incoming) -> None:
        """Remember who said this message, unless its msgid is known: then it was said before."""
        msgid = incoming.msgid
        if not msgid or msgid in self._by_msgid:
            return
        self._by_msgid[msgid] = _sender(incoming)
        if len(self._by_msgid) > MOST:
            del self._by_msgid[next(iter(self._by_msgid))]

    def may_have_said(self, msgid: str, incoming: Incoming) -> bool:
        """Whether the sender of `incoming` may be who said that message, whatever the nickname."""
        return self._by_msgid.get(msgid, NOBODY).is_same(_sender(incoming))


def _sender(incoming: Incoming) -> Identity:
    source = incoming.source
    account = account_of(incoming.message.tags.get("account", ""))
    return Identity(address_of(source.user, source.host)[:_LONGEST], account[:_LONGEST])
