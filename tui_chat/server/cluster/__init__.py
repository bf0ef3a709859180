"""Several machines as one network: every node applies the same log, a NATS JetStream stream."""


class ClusterError(Exception):
    """This node cannot be part of the network; the text is one sentence that says why."""
