"""TOML configuration as both sides read and print it."""
