"""What others need for the same BibTeX file: bibtexparser and pybtex read it, papis takes its records in.

Each is a process of its own; its processor seconds count, without those of its imports. Only papis does what an
import of tenfold does; bibtexparser, with which tenfold reads BibTeX, and pybtex keep and compare nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

__all__ = ["tell_peers"]

_SCRIPTS = {
    "bibtexparser": """
import bibtexparser
began = time.process_time()
n = len(bibtexparser.parse_file(file, encoding="utf-8").entries)
""",
    "pybtex": """
from pybtex.database import parse_file
began = time.process_time()
n = len(parse_file(file, bib_format="bibtex").entries)
""",
    "papis": """
import papis.config, papis.database
from papis.commands.add import run
from papis.bibtex import bibtex_to_dict
papis.config.set_lib_from_name(folder)
papis.config.set("use-git", False)
began = time.process_time()
entries = bibtex_to_dict(file)
for entry in entries:
    run([], data=entry, batch=True)
n = len(entries)
""",
}


def tell_peers(python: Path, files: dict[str, Path], folder: Path, per_record: float) -> None:
    """Print the seconds of each peer, and how many times theirs ours are, record by record.

    Parameters
    ----------
    python
        That of an environment with pybtex and papis.
    files
        What each peer reads, by its name.
    folder
        For papis to keep its library in.
    per_record
        Our processor seconds a record: read, compared, saved and indexed.
    """
    for name, file in files.items():
        used = Path(sys.executable) if name == "bibtexparser" else python
        found = _run(used, name, file, folder)
        if not isinstance(found, tuple):
            print(f"  {name}: {found}", flush=True)
            continue
        n_records, seconds = found
        ratio = per_record * n_records / seconds
        print(
            f"  {name:<12} {n_records:,} records, processor {seconds:.1f} s; ours is {ratio:.2f} times that",
            flush=True,
        )


def _run(python: Path, name: str, file: Path, folder: Path) -> tuple[int, float] | str:
    """Records and seconds, or what went wrong."""
    library = folder / f"library of {name}"
    library.mkdir()
    script = f"import time\nfile, folder = {str(file)!r}, {str(library)!r}\n{_SCRIPTS[name]}"
    script += "print(n, time.process_time() - began)"
    places = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "HOME"), str(folder))
    env = {**os.environ, **places}
    done = subprocess.run([python, "-c", script], env=env, capture_output=True, text=True)
    last = (done.stdout.strip() or done.stderr.strip()).splitlines()[-1:]
    if done.returncode or not last:
        return f"failed: {' '.join(done.stderr.strip().splitlines()[-1:])}"
    n_records, seconds = last[0].split()
    return int(n_records), float(seconds)
