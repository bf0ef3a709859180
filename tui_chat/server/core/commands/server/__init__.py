"""Commands about the server and the connection to it, and those of its operators."""
