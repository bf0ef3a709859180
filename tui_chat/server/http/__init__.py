"""HTTP as text and values: requests, responses, and which handler answers which path."""
