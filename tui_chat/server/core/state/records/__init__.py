"""The state that is kept over restarts as records, other than registered channels."""
