"""Files of people: put where the server takes them, and fetched."""
