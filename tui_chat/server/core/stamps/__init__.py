"""Stamps: the times and ids of events and messages, given in the order of the log."""
