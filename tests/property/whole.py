"""What must be true of a network at any moment, whatever was said."""

from tui_chat.server.core.state.network import Network


def check_is_whole(network: Network) -> None:
    """All that is said twice in the state is said alike, and nobody is kept who is gone."""
    for folded, user in network.users.items():
        assert network.find_holder(user.nick) is user
        assert user.folded == folded == network.fold(user.nick)
        assert user.clients or user.lasting
        assert len(set(user.clients)) == len(user.clients)
        assert all(network.sessions[client].user is user for client in user.clients)
        for name, channel in user.channels.items():
            assert network.channels[name] is channel
            assert user in channel.members
        for name, channel in user.invitations.items():
            assert network.channels[name] is channel
            assert user in channel.invited
    for name, channel in network.channels.items():
        assert channel.folded == name == network.fold(channel.name)
        assert channel.members or channel.founder
        for user in channel.members:
            assert user.channels[name] is channel
            assert network.users[user.folded] is user
        for user in channel.invited:
            assert user.invitations[name] is channel
            assert network.users[user.folded] is user
    for session in network.sessions.values():
        assert (session.user is None) is not (session.registration is None)
        if session.user is not None:
            assert session.id in session.user.clients
            assert network.users[session.user.folded] is session.user
    for name in network.entry_rules:
        assert name in network.channels
        assert not network.channels[name].founder
    assert network.channels.keys().isdisjoint(network.empty_channel_rules)
    assert network.invisible == sum("i" in user.modes for user in network.users.values())
    assert set(network.operators) == {user for user in network.users.values() if "o" in user.modes}
