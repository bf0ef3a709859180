"""The command line: what to run, with which options."""
