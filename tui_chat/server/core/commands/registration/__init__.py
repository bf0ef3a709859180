"""Commands before a connection has a user: CAP, PASS, NICK, USER and WEBIRC."""
