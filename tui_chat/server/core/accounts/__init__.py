"""Accounts: registration, SASL, logging in, and what is kept of them."""
