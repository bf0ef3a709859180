"""The status line: the connection, the answer to the last key, and useful keys."""
