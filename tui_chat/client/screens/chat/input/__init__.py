"""Writing: drafts, completion, and the search in earlier input."""
