"""Work off the event loop: storage and password hashing."""
