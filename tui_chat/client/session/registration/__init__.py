"""Registration: capabilities, SASL, accounts. Pure."""
