"""`make bench`: every benchmark, or those named: `python -m benchmarks startup encoding`."""

from __future__ import annotations

import sys

from benchmarks import encoding, startup, study

BENCHMARKS = {"startup": startup.main, "encoding": encoding.main, "study": study.main}


def main() -> None:
    for name in sys.argv[1:] or BENCHMARKS:
        print(f"\n== {name} ==")
        BENCHMARKS[name]()


if __name__ == "__main__":
    main()
