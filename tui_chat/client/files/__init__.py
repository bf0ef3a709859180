"""Files of people: put where the server takes them, and fetched."""


class FileError(Exception):
    """A file that could not be sent or fetched; the text is one sentence that says why."""
