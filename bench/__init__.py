"""What the figures in the README come from, and how to repeat them.

`python -m bench` runs our server beside the peers found on this machine (ngircd and InspIRCd from
Debian, Ergo with `--ergo PATH`, the tutorials' thread-per-client server, and a bare epoll loop in C
as the limit) and writes `bench/results.json` and the table in the README. `python -m bench --quick`
is the same in a minute or two, with shorter runs. `python -m bench.startup` times starts.

Every server gets one core and the load generator (`bench/load`, compiled at first use) another;
rounds are interleaved, so that a slow minute of the machine falls on all. The figure to trust is
deliveries per second of the server's own processor time: it does not depend on how fast the
generator or the other core happens to be. Every delivery is checked by the receiver (exactly once,
intact, right source and target, in order for each sender across channels, to members only); a run
with a single wrong one has no figure. `bench/mutants.py` shows that wrong ones are found.
"""
