"""The page for browsers, and the terminal in it: xterm.js, unchanged, under its own licence."""
