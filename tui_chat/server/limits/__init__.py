"""Rates and limits: per connection, per address, and for all send queues together."""
