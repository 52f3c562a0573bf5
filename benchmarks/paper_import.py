"""Importing a large library: seconds by phase, peak memory, how fast it opens and answers afterwards.

The ACL records are replicated with other ids, titles and years, written as one BibTeX file, and imported as
`tenfold paper import` does it. Each part is a process of its own, with its own memory. Peers read the same file
(`paper_import_peers`); papis adds its first records one by one to a library of its own, as its command does.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.anthology import FOLDER, read_anthology, replicated
from benchmarks.paper_import_peers import tell_peers

__all__ = ["add_options", "main"]

_ROOT = Path(__file__).resolve().parents[1]
_PARTS = ("import", "index", "open", "search")
_N_SEARCHES = 200
_TOLD_EVERY = 50_000
_SECONDS = "processor_seconds"
"""The file to which the import and the index add what they took."""


def add_options(parser: argparse._ArgumentGroup) -> None:
    parser.add_argument("--import-records", type=int, default=100_000, help="records of the file")
    parser.add_argument(
        "--import-minutes", type=float, default=25.0, help="end the import after so many minutes"
    )
    parser.add_argument(
        "--import-peers", type=Path, help="Python of an environment with papis, pybtex"
    )
    parser.add_argument("--papis-records", type=int, default=1_000)


def main(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        refs = Path(folder) / "refs.bib"
        n_bytes = _write(refs, options.import_records)
        print(f"{options.import_records:,} records, {n_bytes / 1e6:.0f} MB of BibTeX", flush=True)
        for part in _PARTS:
            words = [sys.executable, "-m", "benchmarks.paper_import", part, folder]
            path = f"{_ROOT}{os.pathsep}{_ROOT / 'src'}"
            env = {**os.environ, "PYTHONPATH": path}
            subprocess.run([*words, str(options.import_minutes)], cwd=_ROOT, env=env, check=True)
        if options.import_peers:
            few = Path(folder) / "few.bib"
            _write(few, options.papis_records)
            files = {"bibtexparser": refs, "pybtex": refs, "papis": few}
            seconds = sum(map(float, (Path(folder) / _SECONDS).read_text().split()))
            per_record = seconds / options.import_records
            tell_peers(options.import_peers, files, Path(folder), per_record)


def _write(path: Path, n_records: int) -> int:
    from tenfold.papers.exporters.bibtex import write_bibtex

    papers = iter(replicated(read_anthology(FOLDER), n_records))
    with path.open("w", encoding="utf-8") as file:
        while some := list(itertools.islice(papers, 1000)):
            file.write(write_bibtex(some) + "\n")
    return path.stat().st_size


class _Phases:
    """Processor seconds spent in calls, by the name of the phase: a busy machine does not lengthen them."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def add(self, phase: str, seconds: float) -> None:
        self.seconds[phase] = self.seconds.get(phase, 0.0) + seconds

    def watch(self, owner: Any, name: str, phase: str) -> None:
        """Time each call of a method from now on."""
        method = getattr(owner, name)

        def timed(*said: Any, **named: Any) -> Any:
            began = time.process_time()
            try:
                return method(*said, **named)
            finally:
                self.add(phase, time.process_time() - began)

        setattr(owner, name, timed)

    def watched(self, items: Iterator[Any]) -> Iterator[Any]:
        """The same items; waiting for them is the phase `parse`."""
        while True:
            began = time.process_time()
            item = next(items, None)
            self.add("parse", time.process_time() - began)
            if item is None:
                return
            yield item


class _TimeIsUpError(Exception):
    """The import was given no more minutes."""


def _import(folder: Path, minutes: float) -> None:
    from tenfold.papers.files import PaperFiles
    from tenfold.papers.library import Library
    from tenfold.papers.shelf import Shelf
    from tenfold.papers.sorting_in import Sorter
    from tenfold.store.workspace import Workspace

    library = Library(Workspace.create(folder / "lab"))
    phases = _Phases()
    for name in ("foresee", "place"):
        phases.watch(Sorter, name, "duplicates")
    phases.watch(Shelf, "write", "store")
    began, began_cpu = time.perf_counter(), time.process_time()
    marks = [(0, 0.0)]

    def told(n: int) -> None:
        took = time.perf_counter() - began
        if n // _TOLD_EVERY > marks[-1][0] // _TOLD_EVERY:
            per_second = (n - marks[-1][0]) / (took - marks[-1][1])
            marks.append((n, took))
            print(
                f"    {n:>9,} after {took:.0f} s, {per_second:.0f} a second, peak {_peak_mb()} MB",
                flush=True,
            )
        if took > 60 * minutes:
            raise _TimeIsUpError

    files = PaperFiles.recognised([folder / "refs.bib"])
    try:
        report = library.take_in(
            phases.watched(files.records()), sources=files.sources(), told=told
        )
        said = ", ".join(f"{name} {n:,}" for name, n in report.counts.items() if n)
    except _TimeIsUpError:
        said = f"ended after {minutes:g} minutes with {library.count():,} papers"
    took = time.perf_counter() - began
    parts = ", ".join(f"{name} {s:.1f} s" for name, s in phases.seconds.items())
    cpu = time.process_time() - began_cpu
    _note_seconds(folder, cpu)
    rest = cpu - sum(phases.seconds.values())
    print(
        f"  import {took:.1f} s; "
        f"processor {cpu:.1f} s ({parts}, commits and the rest {rest:.1f} s); {said}; peak {_peak_mb()} MB",
        flush=True,
    )


def _index(folder: Path, _minutes: float) -> None:
    search = _search_of(folder)
    began_cpu = time.process_time()
    took = _timed(search.words.bring_up_to_date)
    cpu = time.process_time() - began_cpu
    _note_seconds(folder, cpu)
    size = sum(f.stat().st_size for f in (folder / "lab").rglob("*") if f.is_file())
    print(
        f"  index of words {took:.1f} s, processor {cpu:.1f} s; "
        f"peak {_peak_mb()} MB; on disk {size / 1e6:.0f} MB",
        flush=True,
    )


def _note_seconds(folder: Path, seconds: float) -> None:
    with (folder / _SECONDS).open("a", encoding="utf-8") as file:
        file.write(f"{seconds}\n")


def _open(folder: Path, _minutes: float) -> None:
    """What a command needs until it can show the papers: imports apart, and a whole process with them."""
    from tenfold.papers.library import Library
    from tenfold.store.workspace import Workspace

    def look() -> object:
        library = Library(Workspace(folder / "lab"))
        return library.count(), library.papers(limit=20)

    took = _timed(look)
    words = [
        str(Path(sys.executable).with_name("tenfold")),
        "paper",
        "list",
        "--json",
        "--workspace",
    ]
    whole = _timed(
        lambda: subprocess.run([*words, str(folder / "lab")], check=True, capture_output=True)
    )
    print(
        f"  opened in {took:.2f} s; `tenfold paper list` in {whole:.2f} s; peak {_peak_mb()} MB",
        flush=True,
    )


def _search(folder: Path, _minutes: float) -> None:
    from benchmarks.paper_search import typed_searches

    search = _search_of(folder)
    typed = typed_searches(read_anthology(FOLDER), _N_SEARCHES)
    first = _timed(lambda: search.search(typed[0], by="words"))
    both = [_timed_twice(functools.partial(search.search, t, by="words")) for t in typed]
    for clock, seconds in zip(("", "processor: "), zip(*both, strict=True), strict=True):
        times = sorted(seconds)
        p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
        print(
            f"  searches by words: {clock}median {1000 * statistics.median(times):.0f} ms, "
            f"p95 {1000 * p95:.0f} ms, largest {1000 * times[-1]:.0f} ms",
            flush=True,
        )
    print(f"  first search {first:.2f} s; peak {_peak_mb()} MB", flush=True)


def _search_of(folder: Path) -> Any:
    from tenfold.papers.library import Library
    from tenfold.papers.search.search import PaperSearch
    from tenfold.store.workspace import Workspace

    workspace = Workspace(folder / "lab")
    return PaperSearch(workspace, Library(workspace))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _timed_twice(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of the processor: those a busy machine does not lengthen as much."""
    began_cpu = time.process_time()
    return _timed(work), time.process_time() - began_cpu


def _peak_mb() -> int:
    """Of this process alone, not of the one that started it."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


if __name__ == "__main__":
    part, where, allowed = sys.argv[1:4]
    {"import": _import, "index": _index, "open": _open, "search": _search}[part](
        Path(where), float(allowed)
    )
