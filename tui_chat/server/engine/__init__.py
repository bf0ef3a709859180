"""The node: applies events to the core and carries out its effects."""
