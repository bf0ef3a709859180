"""What clients are sent: gathered for a tick, rendered once, written once per client."""
