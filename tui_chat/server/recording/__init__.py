"""Recordings of all events of a server, for reports of faults; and replaying them."""
