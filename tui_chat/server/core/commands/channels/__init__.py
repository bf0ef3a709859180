"""Commands for channels: JOIN, PART, MODE, TOPIC, NAMES, LIST, KICK, INVITE, RENAME."""
