"""Messages: speech, multi-line batches, history and read markers."""
