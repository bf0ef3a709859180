"""The network as a state machine: events in, effects out. Pure: no I/O, clock or randomness."""
