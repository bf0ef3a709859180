"""The person's own log of what was said on servers that keep no history."""
