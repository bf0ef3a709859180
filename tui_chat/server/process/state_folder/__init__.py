"""The state folder: making and locking it, whose it is, backing it up, exporting its history."""
