"""Pictures in the log, and files that are sent."""
