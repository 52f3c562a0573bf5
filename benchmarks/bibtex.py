"""Reading BibTeX: tenfold beside bibtexparser alone and pybtex, on one file.

The file repeats the entries of biblatex's examples under changed keys. Every way runs in a process of its
own, A B C A B C ...; the seconds are those of reading, imports apart. Ways differ in what they do:
`bibtexparser` splits blocks, fills strings in and takes delimiters away; `bibtexparser_names` decodes LaTeX and
splits names too, which is what `tenfold` does, with parents filled in and fields mapped; `pybtex` splits names
and keeps LaTeX.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.timing import Cost

__all__ = ["add_options", "main", "repeated"]

_ROOT = Path(__file__).resolve().parents[1]
_EXAMPLES = _ROOT.parent / "shared" / "papers" / "bibtex" / "biblatex-examples.bib"
_READS = {
    "tenfold": """
from tenfold.papers.importers.bibtex import BIBTEX
from tenfold.papers.formats.bibtex import entries, fields, parents
def read(path):
    return sum(1 for _ in BIBTEX.read(path))
""",
    "bibtexparser": """
import bibtexparser
def read(path):
    return len(bibtexparser.parse_file(str(path)).entries)
""",
    "bibtexparser_names": """
import bibtexparser
from bibtexparser import middlewares as m
def read(path):
    more = [m.LatexDecodingMiddleware(), m.SeparateCoAuthors(), m.SplitNameParts()]
    return len(bibtexparser.parse_file(str(path), append_middleware=more).entries)
""",
    "pybtex": """
from pybtex.database.input.bibtex import Parser
def read(path):
    return len(Parser().parse_file(str(path)).entries)
""",
}
_TIMED = r"""
import json, re, sys, time
from pathlib import Path
wall, cpu = time.perf_counter(), time.process_time()
n = read(Path(sys.argv[1]))
peak = int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1]) // 1024
print(json.dumps([n, time.perf_counter() - wall, time.process_time() - cpu, peak]))
"""


@dataclass(frozen=True)
class Trial:
    """One reading: how many entries, what it took, and the peak memory of its process."""

    n_entries: int
    cost: Cost
    peak_mb: int


def add_options(parser: argparse._ArgumentGroup) -> None:
    parser.add_argument("--records", type=int, default=10_000, help="how many entries")
    parser.add_argument("--bibtex-rounds", type=int, default=3)
    parser.add_argument(
        "--bibtex-ways", nargs="+", choices=list(_READS), default=["tenfold", "bibtexparser"]
    )
    parser.add_argument("--pybtex-python", default=sys.executable, help="a Python that has pybtex")


def main(options: argparse.Namespace) -> None:
    text = repeated(_EXAMPLES.read_text(encoding="utf-8"), options.records)
    trials: dict[str, list[Trial]] = {way: [] for way in options.bibtex_ways}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "refs.bib"
        path.write_text(text, encoding="utf-8")
        print(f"{path.stat().st_size / 1e6:.1f} MB, {options.bibtex_rounds} rounds")
        for _ in range(options.bibtex_rounds):
            for way in trials:
                trials[way].append(_trial(way, path, options.pybtex_python))
    _show(trials)


def repeated(text: str, n_entries: int) -> str:
    """At least so many entries: these again and again, each time under keys and parents of their own."""
    strings, _, entries = text.partition("\n\n")
    n_each = len(re.findall(r"^@", entries, re.MULTILINE))
    copies = [strings]
    for n in range(-(-n_entries // n_each)):
        keyed = re.sub(r"^(@\w+\{[^,]+),", rf"\1-{n},", entries, flags=re.MULTILINE)
        copies.append(re.sub(r"(crossref\s*= \{[^}]+)\}", rf"\1-{n}}}", keyed))
    return "\n\n".join(copies)


def _trial(way: str, path: Path, pybtex_python: str) -> Trial:
    done = subprocess.run(
        [
            pybtex_python if way == "pybtex" else sys.executable,
            "-c",
            _READS[way] + _TIMED,
            str(path),
        ],
        env={**os.environ, "PYTHONPATH": str(_ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    n_entries, wall, cpu, peak_mb = json.loads(done.stdout.splitlines()[-1])
    return Trial(n_entries, Cost(wall, cpu), peak_mb)


def _show(trials: dict[str, list[Trial]]) -> None:
    print(f"{'way':<20}{'entries':>9}{'wall s':>9}{'cpu s':>9}{'entries/s cpu':>15}{'peak MB':>9}")
    for way, tried in trials.items():
        wall = statistics.median(trial.cost.wall for trial in tried)
        cpu = statistics.median(trial.cost.cpu for trial in tried)
        n, peak = tried[0].n_entries, max(trial.peak_mb for trial in tried)
        print(f"{way:<20}{n:>9}{wall:>9.2f}{cpu:>9.2f}{n / cpu:>15.0f}{peak:>9}")
