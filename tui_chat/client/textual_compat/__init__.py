"""Every touch of Textual's internals, so that an upgrade has one address."""
