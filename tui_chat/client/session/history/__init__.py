"""History: catching up, merging, searching, read markers. Pure."""
