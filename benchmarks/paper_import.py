"""Importing a large library: seconds by phase, peak memory, how fast it opens and answers afterwards.

The ACL records are replicated with other ids, titles and years, written as one BibTeX file, and imported as
`tenfold paper import` does it. Each part is a process of its own, with its own memory. A peer, papis, takes
the first records of the same file in: it adds them one by one to a library of its own, as its command does.
"""

from __future__ import annotations

import argparse
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

__all__ = ["add_options", "main"]

_ROOT = Path(__file__).resolve().parents[1]
_PARTS = ("import", "index", "open", "search")
_N_SEARCHES = 200
_TOLD_EVERY = 50_000


def add_options(parser: argparse._ArgumentGroup) -> None:
    parser.add_argument("--import-records", type=int, default=100_000, help="records of the file")
    parser.add_argument(
        "--import-minutes", type=float, default=25.0, help="end the import after so many minutes"
    )
    parser.add_argument("--papis", type=Path, help="the papis of an environment: a peer")
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
        if options.papis:
            _papis(options.papis, Path(folder), options.papis_records)


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
    rest = cpu - sum(phases.seconds.values())
    print(
        f"  import {took:.1f} s; "
        f"processor {cpu:.1f} s ({parts}, commits and the rest {rest:.1f} s); {said}; peak {_peak_mb()} MB",
        flush=True,
    )


def _index(folder: Path, _minutes: float) -> None:
    search = _search_of(folder)
    took = _timed(search.words.bring_up_to_date)
    size = sum(f.stat().st_size for f in (folder / "lab").rglob("*") if f.is_file())
    print(
        f"  index of words {took:.1f} s; peak {_peak_mb()} MB; on disk {size / 1e6:.0f} MB",
        flush=True,
    )


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
    times = sorted(_timed(lambda t=t: search.search(t, by="words")) for t in typed)
    p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
    print(
        f"  searches by words: first {first:.2f} s, median {1000 * statistics.median(times):.0f} ms, "
        f"p95 {1000 * p95:.0f} ms, largest {1000 * times[-1]:.0f} ms; peak {_peak_mb()} MB",
        flush=True,
    )


def _search_of(folder: Path) -> Any:
    from tenfold.papers.library import Library
    from tenfold.papers.search.search import PaperSearch
    from tenfold.store.workspace import Workspace

    workspace = Workspace(folder / "lab")
    return PaperSearch(workspace, Library(workspace))


def _papis(papis: Path, folder: Path, n_records: int) -> None:
    """The first records into a new library of papis, one process, as `papis add --batch --from bibtex` does."""
    refs = folder / "few.bib"
    _write(refs, n_records)
    (folder / "papers").mkdir()
    script = f"""
import time
import papis.config, papis.database
from papis.commands.add import run
from papis.bibtex import bibtex_to_dict
papis.config.set_lib_from_name({str(folder / "papers")!r})
papis.config.set("use-git", False)
began = time.perf_counter()
entries = bibtex_to_dict({str(refs)!r})
for entry in entries:
    run([], data=entry, batch=True)
print(len(entries), "records in", round(time.perf_counter() - began, 1), "s")
"""
    env = {
        **os.environ,
        "XDG_CONFIG_HOME": str(folder),
        "XDG_CACHE_HOME": str(folder),
        "HOME": str(folder),
    }
    done = subprocess.run(
        [papis.parent / "python", "-c", script], env=env, capture_output=True, text=True
    )
    print(f"  papis: {(done.stdout or done.stderr).strip().splitlines()[-1]}", flush=True)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _peak_mb() -> int:
    """Of this process alone, not of the one that started it."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


if __name__ == "__main__":
    part, where, allowed = sys.argv[1:4]
    {"import": _import, "index": _index, "open": _open, "search": _search}[part](
        Path(where), float(allowed)
    )
