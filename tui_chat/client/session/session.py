"""A session with one server: takes its messages and a person's actions. Pure."""

import os
from collections.abc import Callable
from functools import partial
from typing import Concatenate, Generic, ParamSpec, Self, TypeVar, overload

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.events import Event
from tui_chat.client.session import (
    channel_actions,
    connection_made_and_lost,
    ignore_and_highlight_actions,
    nick_away_quit_raw_password_actions,
    send_and_retry_actions,
)
from tui_chat.client.session.channels import (
    account_host_realname_changes,
    bans,
    listing,
    modes,
    names_and_who,
    nick_quit_away,
    private_conversation_catch_up,
    topic,
    user_metadata_protocol,
    whois,
)
from tui_chat.client.session.channels.join_part_kick_invite_rename import ask_untold_members
from tui_chat.client.session.history import (
    catch_up_and_older_pages,
    history_from_own_log,
    read_markers,
    search,
)
from tui_chat.client.session.messages import (
    multiline,
    received,
    received_reactions_edits_deletions,
    receivers_of_kept_messages,
    sending,
    sent_reactions_edits_deletions,
)
from tui_chat.client.session.messages.batches import collect
from tui_chat.client.session.messages.mentions import level_of, usual_level_of
from tui_chat.client.session.messages.typing import tell_stopped, tell_typing, who_types
from tui_chat.client.session.messages.unsent_across_restarts import resume_unsent, unsent_messages
from tui_chat.client.session.model.handlers import HANDLERS
from tui_chat.client.session.model.ignore_and_highlight_rules import Rules, heeded
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.login_profile import Profile
from tui_chat.client.session.model.state import State
from tui_chat.client.session.model.sts_policy_and_cleartext_passwords import StsPolicy
from tui_chat.client.session.nicknames import regain_nick
from tui_chat.client.session.nicknames.identity_tracking import known_identities, recall_identities
from tui_chat.client.session.registration import (
    account_registration_and_login,
    always_on_persistence,
    auth_tokens,
    bouncer_networks,
    negotiation,
    sasl,
)
from tui_chat.client.session.registration.registration import hold_back_no_more
from tui_chat.client.session.replies import (
    error_replies,
    motd_wallops_unknown_replies,
    server_invitation_links,
)
from tui_chat.wire.message import Message
from tui_chat.wire.nodes_capability import NODES, Address, parse_nodes

_HANDLERS = (
    account_host_realname_changes,
    account_registration_and_login,
    received_reactions_edits_deletions,
    receivers_of_kept_messages,
    bans,
    bouncer_networks,
    listing,
    user_metadata_protocol,
    received,
    modes,
    multiline,
    names_and_who,
    negotiation,
    motd_wallops_unknown_replies,
    nick_quit_away,
    always_on_persistence,
    error_replies,
    regain_nick,
    search,
    topic,
    auth_tokens,
    whois,
)
"""Importing these modules puts their handlers into the table."""

P = ParamSpec("P")
R = TypeVar("R")


class Query(Generic[P, R]):
    """A function over `State` as a method of `Session` that leaves nothing to be sent or told."""

    def __init__(self, function: Callable[Concatenate[State, P], R]) -> None:
        self.function = function
        self.__doc__ = function.__doc__

    @overload
    def __get__(self, session: None, owner: type) -> Self: ...

    @overload
    def __get__(self, session: "Session", owner: type) -> Callable[P, R]: ...

    def __get__(self, session: "Session | None", owner: type) -> Self | Callable[P, R]:
        return self if session is None else partial(self._call, session._state)  # noqa: SLF001

    def _call(self, state: State, *args: P.args, **kwargs: P.kwargs) -> R:
        return self.function(state, *args, **kwargs)


class Action(Query[P, R]):
    """A function over `State` as a method of `Session`: an action of the person.

    `on_change` is called after each. Actions leave the session here only, so none can forget it.
    """

    def _call(self, state: State, *args: P.args, **kwargs: P.kwargs) -> R:
        result = self.function(state, *args, **kwargs)
        state.on_change()
        return result


class Report(Query[P, R]):
    """A function over `State` as a method of `Session`, for the link: it flushes by itself."""


class Fact(Generic[R]):
    """A value of `State`, or a function over it, as a read-only attribute of `Session`."""

    def __init__(self, read: Callable[[State], R]) -> None:
        self._read = read

    def __get__(self, session: "Session", owner: type) -> R:
        return self._read(session._state)  # noqa: SLF001


class Session:
    """One server, over as many connections as it takes.

    Times (`at`) are seconds of Unix time. Everything a person reads stands in `buffers`; the
    events, from `receive` or `take_events`, say what happened. `take_outgoing` gives what is to
    be sent; `on_change` is called after each action of the person, so that no caller needs to
    remember to flush. `entropy` gives so many random bytes. Whatever the server sends, nothing
    here raises.
    """

    def __init__(
        self,
        profile: Profile,
        server_name: str,
        *,
        entropy: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._state = State(profile, server_name, entropy)
        self._state.on_open = lambda buffer: private_conversation_catch_up.buffer_opened(
            self._state, buffer
        )
        for name in profile.channels:
            self._state.wanted[self._state.fold(name)] = (name, "")

    # What is known

    nick = Fact(lambda state: state.nick)
    """Our nickname, or the one that we ask for."""
    wanted_nick = Fact(lambda state: state.wanted_nick.name)
    """The nickname that the person wants; the present one may differ."""
    profile = Fact(lambda state: state.profile)
    """The names and passwords that are used from the next connection on."""
    registered = Fact(lambda state: state.registered)
    """Whether the server has let us in on this connection."""
    was_registered = Fact(lambda state: state.was_registered)
    """Whether the server has ever let us in."""
    refuses_reconnect = Fact(lambda state: state.refuses_reconnect)
    """Whether the server would refuse the next connection too."""
    farewell = Fact(lambda state: state.farewell)
    """Why the server closes this connection, as a sentence; "" if it has not said."""
    cut_off = Fact(lambda state: state.cut_off)
    """Whether the server cannot reach the others of its network: what one says waits."""
    dismissed = Fact(lambda state: state.dismissed)
    """Whether the server has announced that it closes this connection."""
    away = Fact(lambda state: state.away)
    """Our away message, "" while here."""
    is_away = Fact(lambda state: bool(state.away))
    """Whether we are marked as away."""
    account = Fact(lambda state: state.account)
    """The account that the server knows us by, "" for none."""

    @property
    def may_make_invitations(self) -> bool:
        """Whether the server lets us make invitations to it."""
        inviting = self._state.features.inviting
        is_member = inviting == "accounts" and bool(self._state.account)
        return is_member or (bool(inviting) and self._state.is_server_operator)

    mentions = Fact(lambda state: tuple(state.mentions))
    """The lines of channels that mention us, the latest last."""
    buffers = Fact(lambda state: state.buffers)
    """All buffers of this server."""
    features = Fact(lambda state: state.features)
    """The features of the server."""
    capabilities = Fact(lambda state: frozenset(state.capabilities))
    """The enabled IRCv3 capabilities."""

    @property
    def nodes(self) -> tuple[Address, ...] | None:
        """The other addresses of the network, as the server lists them; None if it does not."""
        value = self._state.offered.get(NODES)
        return None if value is None else parse_nodes(value)

    @property
    def sts(self) -> StsPolicy | None:
        """How to connect to the server from now on (IRCv3 sts); to be kept."""
        return self._state.sts

    @sts.setter
    def sts(self, policy: StsPolicy | None) -> None:
        self._state.sts = policy

    @property
    def patient(self) -> bool:
        """Whether we may send as fast as we can.

        Servers with a history slow fast clients down, and so do those that say so; older ones
        close the connection.
        """
        return self._state.features.safe_rate or catch_up_and_older_pages.offered(self._state)

    has_history = Fact(catch_up_and_older_pages.offered)
    """Whether the server keeps what is said, and gives it again."""

    @property
    def foreground(self) -> Buffer:
        """The buffer that the person looks at; replies without another buffer are shown there."""
        return self._state.here

    @foreground.setter
    def foreground(self, buffer: Buffer) -> None:
        self._state.foreground = buffer
        ask_untold_members(self._state, buffer)
        if self._state.outgoing:
            self._state.on_change()

    @property
    def on_change(self) -> Callable[[], None]:
        """Called after each action of the person: there may be something to send, show or keep."""
        return self._state.on_change

    @on_change.setter
    def on_change(self, callback: Callable[[], None]) -> None:
        self._state.on_change = callback

    # What is to be kept from one run to the next

    unsent = Fact(unsent_messages)
    """The own messages that are not confirmed, as plain data."""
    channels = Fact(lambda state: list(state.wanted.values()))
    """The channels to be in after (re)connecting, each with its key ("" for none)."""

    identities = Fact(known_identities)
    """The people of the open conversations, by name."""
    positions = Fact(read_markers.positions)
    """The time up to which each place was read, in seconds of Unix time."""
    seen = Fact(read_markers.seen)
    """The time of the last message that we have of this server, 0.0 if there is none."""

    @property
    def rules(self) -> Rules:
        """The person's wishes; `msgspec.to_builtins` makes plain data of them."""
        return self._state.rules

    @rules.setter
    def rules(self, rules: Rules) -> None:
        self._use_rules(rules)

    # The connection's side

    @property
    def has_secrets(self) -> bool:
        """Whether registering tells the server a password, or the key of a channel."""
        profile = self._state.profile
        keys = (key for _name, key in self._state.wanted.values())
        return bool(profile.password or profile.account_password) or any(keys)

    def receive(self, message: Message, at: float) -> list[Event]:
        """Handle a message of the server that arrived at `at`. Gives the events."""
        state = self._state
        state.now = at
        if state.rules.ignored:
            message = heeded(state.rules, message, state.fold)
        incoming = Incoming(message, at)
        if collect(state, incoming):
            return self.take_events()
        least, handler = HANDLERS.get(message.command, (0, motd_wallops_unknown_replies.unknown))
        if incoming.count >= least:
            handler(state, incoming)
        return self.take_events()

    pinging = Fact(lambda state: state.ping is not None)
    """Whether a PING is not answered yet."""
    in_doubt = Fact(sending.in_doubt)
    """Whether a message was sent that only the answer to a `ping` confirms."""

    connected = Report(connection_made_and_lost.connected)
    trust = Report(connection_made_and_lost.trust)
    wait_no_longer = Report(hold_back_no_more)
    wait_for_login_no_longer = Report(sasl.wait_no_longer)
    disconnected = Report(connection_made_and_lost.disconnected)
    not_sent = Report(sending.not_sent)
    ping = Report(connection_made_and_lost.ping)
    take_outgoing = Report(State.take_outgoing)
    take_events = Report(State.take_events)

    # The person's side

    # Messages
    say = Action(send_and_retry_actions.say)
    say_to = Action(send_and_retry_actions.say_to)
    act = Action(send_and_retry_actions.act)
    notice = Action(send_and_retry_actions.notice)
    last_audience = Query(send_and_retry_actions.last_audience)
    waiting = Query(send_and_retry_actions.waiting)
    messages_in = Query(send_and_retry_actions.messages_in)
    resume = Action(resume_unsent)
    retry = Action(send_and_retry_actions.retry)
    discard = Action(send_and_retry_actions.discard)
    can_react = Query(sent_reactions_edits_deletions.can_react)
    can_edit = Query(sent_reactions_edits_deletions.can_edit)
    can_delete = Query(sent_reactions_edits_deletions.can_delete)
    react = Action(sent_reactions_edits_deletions.react)
    edit = Action(sent_reactions_edits_deletions.edit)
    delete = Action(sent_reactions_edits_deletions.delete)
    typing = Action(tell_typing)
    tell_stopped = Action(tell_stopped)
    typists = Query(who_types)
    # History
    found_in_log = Action(search.found_in_log)
    search = Action(search.search)
    older = Action(catch_up_and_older_pages.request_older)
    keep_log = Action(history_from_own_log.keep)
    page_read = Action(history_from_own_log.page_read)
    is_catching_up = Query(catch_up_and_older_pages.is_catching_up)
    mark_read = Action(read_markers.send_marker)
    mark_all_read = Action(read_markers.mark_all_read)
    restore = Action(read_markers.restore)
    # Channels and conversations
    find = Query(State.buffer)
    fold = Query(State.fold)
    joining = Query(channel_actions.joining)
    is_left = Query(channel_actions.is_left)
    can_mute = Query(channel_actions.can_mute)
    is_silenced = Query(channel_actions.is_silenced)
    ignores = Query(ignore_and_highlight_actions.ignores)
    is_me = Query(nick_away_quit_raw_password_actions.is_me)
    talk_to = Action(channel_actions.talk_to)
    remember = Action(recall_identities)
    join = Action(channel_actions.join)
    return_to = Action(channel_actions.return_to)
    part = Action(channel_actions.part)
    close = Action(channel_actions.close)
    set_topic = Action(channel_actions.set_topic)
    ask_topic = Action(channel_actions.ask_topic)
    ask_names = Action(channel_actions.ask_names)
    ask_list = Action(channel_actions.ask_list)
    whois = Action(whois.whois)
    invite = Action(channel_actions.invite)
    kick = Action(channel_actions.kick)
    set_modes = Action(channel_actions.set_modes)
    ban = Action(channel_actions.ban)
    unban = Action(channel_actions.unban)
    silence = Action(channel_actions.silence)
    ask_silenced = Action(channel_actions.ask_silenced)
    ask_bans = Action(channel_actions.ask_bans)
    # Who we are
    change_nick = Action(nick_away_quit_raw_password_actions.change_nick)
    use_temporary_nick = Action(nick_away_quit_raw_password_actions.use_temporary_nick)
    use_password = Action(nick_away_quit_raw_password_actions.use_password)
    set_away = Action(nick_away_quit_raw_password_actions.set_away)
    register = Action(account_registration_and_login.register)
    verify = Action(account_registration_and_login.verify)
    log_in = Action(account_registration_and_login.log_in)
    manage_keys = Action(account_registration_and_login.manage_keys)
    describe_me = Action(user_metadata_protocol.describe_me)
    my_description = Query(user_metadata_protocol.my_description)
    ask_persistence = Action(always_on_persistence.ask_persistence)
    follow_network = Action(bouncer_networks.follow_network)
    ask_token = Action(auth_tokens.ask_token)
    invite_by_link = Action(server_invitation_links.invite)
    list_invitations = Action(server_invitation_links.list_invitations)
    revoke_invitation = Action(server_invitation_links.revoke)
    credentials = Query(auth_tokens.credentials)
    # Which people and words matter
    _use_rules = Action(ignore_and_highlight_actions.use_rules)
    use_levels = Action(ignore_and_highlight_actions.use_levels)
    ignore = Action(ignore_and_highlight_actions.ignore)
    unignore = Action(ignore_and_highlight_actions.unignore)
    mute = Action(ignore_and_highlight_actions.mute)
    unmute = Action(ignore_and_highlight_actions.unmute)
    highlight = Action(ignore_and_highlight_actions.highlight)
    unhighlight = Action(ignore_and_highlight_actions.unhighlight)
    level = Query(level_of)
    usual_level = Query(usual_level_of)
    set_level = Action(ignore_and_highlight_actions.set_level)
    # The connection
    send_raw = Action(nick_away_quit_raw_password_actions.send_raw)
    quit = Action(nick_away_quit_raw_password_actions.quit_server)
