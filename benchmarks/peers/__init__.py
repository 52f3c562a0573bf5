"""What people run today, written by us from the libraries' documented interfaces.

Each peer is a process of its own: `python -m benchmarks.peers.trainer MATERIAL OUT --seeds 0`. It gets the
very rows that tenfold drew, and writes what each run took and scored.
"""
