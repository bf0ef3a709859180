"""The server as a process: starting, signals, logs, metrics."""
