"""The input bar: editing, history, completion popup."""
