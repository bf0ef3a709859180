"""The language of the person, translations and emoji names."""
