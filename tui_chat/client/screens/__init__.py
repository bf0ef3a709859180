"""The screens a person sees, one at a time."""
