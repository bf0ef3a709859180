"""The server: a pure core (`core/`) and the shell that gives it sockets, time and a disk."""
