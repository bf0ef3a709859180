"""Commands about users: accounts, WHO and WHOIS, MONITOR, METADATA, AWAY, user modes."""
