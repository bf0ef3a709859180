"""The screens of the client, and the parts of the chat screen."""
