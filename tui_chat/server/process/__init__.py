"""The server as a process: starting, signals, logs, the state folder, backups."""
