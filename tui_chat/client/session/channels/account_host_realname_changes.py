"""Changes of what is known of a person: ACCOUNT, CHGHOST, SETNAME, and our own hidden host."""

from tui_chat.client.events import LoggedIn, MembersChanged
from tui_chat.client.session.channels import (
    join_part_kick_invite_rename,
)
from tui_chat.client.session.channels.join_part_kick_invite_rename import LONGEST_REALNAME
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.placeholder_hosts_and_accounts import account_of, address_of
from tui_chat.client.session.model.state import State
from tui_chat.client.session.nicknames import (
    identity_tracking,
)


def known_as(state: State, account: str, at: float) -> None:
    """The server knows us by this account now, by none if that is ""."""
    if state.account != account:
        state.account = account
        state.tell(LoggedIn(account))
        if account:
            join_part_kick_invite_rename.logged_in(state, at)


@on("ACCOUNT", least=1)
def account_known(state: State, incoming: Incoming) -> None:
    """ACCOUNT <name>, "*" for none (IRCv3 account-notify)."""
    key = state.fold(incoming.nick)
    account = account_of(incoming.param(0))
    identity_tracking.logged_in(state, incoming, account)
    if state.is_me(incoming.nick):
        known_as(state, account, incoming.at)
    for buffer in state.buffers.with_member(key):
        buffer.members[key] = buffer.members[key]._replace(account=account)
        state.tell(MembersChanged(buffer))


@on("CHGHOST", least=2)
def address_changed(state: State, incoming: Incoming) -> None:
    """CHGHOST <user> <host> (IRCv3 chghost)."""
    key = state.fold(incoming.nick)
    told = incoming.param(0), incoming.param(1)
    identity_tracking.address_changed(state, incoming, *told)
    if state.is_me(incoming.nick):
        state.address = address_of(*told, state.address)
    for buffer in state.buffers.with_member(key):
        member = buffer.members[key]
        buffer.members[key] = member._replace(address=address_of(*told, member.address))


@on("SETNAME", least=1)
def realname_changed(state: State, incoming: Incoming) -> None:
    """SETNAME :<realname> (IRCv3 setname): of ours, the source says how others see us (whoami)."""
    key = state.fold(incoming.nick)
    if state.is_me(incoming.nick) and incoming.source.user:
        state.address = f"{incoming.source.user}@{incoming.source.host}"
    for buffer in state.buffers.with_member(key):
        realname = incoming.text(0)[:LONGEST_REALNAME]
        buffer.members[key] = buffer.members[key]._replace(realname=realname)


@on("396", least=2)
def host_hidden(state: State, incoming: Incoming) -> None:
    """RPL_VISIBLEHOST <[user@]host>: how others see us from now on."""
    user, _at, host = incoming.param(1).rpartition("@")
    state.address = address_of(user, host, state.address)
