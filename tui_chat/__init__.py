"""A terminal chat that you host yourself: an IRC server and a full-screen client."""

__version__ = "0.1.0"
