"""What somebody with one machine and this code at hand does to delay a takeover; one case in a process of its own.

`python -m benchmarks.attacks CASE PORT STREAMS FOLDER GATEWAY` says "begun" once it has begun, and goes on until it is
terminated. `FOLDER` is the venue's, `GATEWAY` the process of the simulated gateway.
"""
