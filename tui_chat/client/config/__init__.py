"""The client's configuration: sections, files, and command-line options."""
