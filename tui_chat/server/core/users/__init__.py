"""Users: registration of connections, nicknames, presence, bans and operators."""
