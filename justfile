# Short names for the commands of the README; each only calls them.

# The main job: build, measure, judge, report.
bench *ARGS:
    cargo lab bench {{ARGS}}

# All tests.
test:
    cargo test --workspace

# One experiment, for example: just run p2_map_vs_imap --quick
run *ARGS:
    cargo lab run {{ARGS}}

# Experiments, claims and declared seconds.
list:
    cargo lab list

# Pages again from the newest run, or from the run named.
report *ARGS:
    cargo lab report {{ARGS}}

# The index page in a browser.
open:
    cargo lab open

# This machine, and whether the lab is right about itself.
doctor *ARGS:
    cargo lab doctor {{ARGS}}

# The pool's protocols under loom: every interleaving of small programs. Minutes.
loom:
    .ci/nets/loom

# One of the nets under the pool, in the form of the gate or, with arguments, longer: just net miri 64
net NAME *ARGS:
    .ci/nets/{{NAME}} {{ARGS}}

# The whole suite 20 times, three rounds at a time, beside two busy threads for each core. An hour. .ci/busy.log is the log of such a call, six rounds at a time.
busy ROUNDS="20" AT_ONCE="3":
    .ci/busy {{ROUNDS}} {{AT_ONCE}}

# What continuous integration runs.
ci:
    .ci/run
