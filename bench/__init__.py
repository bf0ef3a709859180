"""Where the figures of bench/RESULTS.md come from, and how to repeat them.

`python -m bench` (`make bench`) runs our server beside the peers found on this machine (ngircd and
InspIRCd from Debian, Ergo from the path or with `--ergo PATH`, the tutorials' thread-per-client
server, and a bare epoll loop in C as the limit), and our client beside WeeChat and irssi. It writes
each scenario that is done to `bench/results.json` and to `bench/RESULTS.md`, so that calls with
`--scenario NAME` fill them piece by piece; every row says when, at what commit, how often, and
whether others were using the machine. `--list` names what there is, `--quick` takes some minutes
and writes nothing, `--calm 20` waits for calm seconds.

How it is measured. What is measured is pinned to one core, the load (`bench/load`, in C, compiled
at first use) to another. Within a scenario all take turns, round by round, there and back, so that
a slow minute falls on all; ratios are taken within a round. The figure to trust is deliveries per
second of the server's own processor time: where our server needs less for a delivery than the load
needs to check it, it waits for the load, and that costs it nothing. What the load's core could have
taken stands below the tables.

Every delivery is checked by its receiver: exactly once, intact, from the right source, to the right
target, in order for each sender across channels, to members only, with tags only for those who
asked (with all capabilities on, for those that the server has: ngircd has one). A run with a
single wrong one has no figure. `python -m bench.mutants` shows that wrong ones
are found. Over TLS (OpenSSL's headers are needed) every server uses TLS 1.3 with the same cipher
and the same kind of certificate. Limits on how fast clients may speak are lifted for all; those
that bound memory stay at their defaults or, for InspIRCd, at ours.
"""
