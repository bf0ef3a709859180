"""The screens of the client, and the pickers over them."""
