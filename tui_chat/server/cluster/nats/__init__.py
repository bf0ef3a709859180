"""The engine that keeps the log, NATS JetStream: its process, connections and requests."""
