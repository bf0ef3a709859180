"""Registration: capabilities, SASL, nicknames, refusals. Pure."""
