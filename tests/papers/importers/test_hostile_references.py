"""Hostile references: read or refused with a reason, within time and memory, never a traceback."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hostile_references import GOOD, hostile_files

from tenfold.papers.exporters.bibtex import write_bibtex
from tenfold.papers.importers.bibtex import BIBTEX
from tenfold.papers.importers.csl import CSL
from tenfold.papers.importers.importer import Importer, Read, Refused
from tenfold.papers.importers.ris import RIS

IMPORTERS: dict[str, Importer] = {".bib": BIBTEX, ".ris": RIS, ".json": CSL}
MAX_CPU_S = 10  # a file: no hang, whatever stands in it
MAX_MEMORY = 512 * 2**20
N_AT_LEAST = 100

READS = r"""
import json, re, sys, time
from pathlib import Path
from tenfold.papers.importers.bibtex import BIBTEX
n, n_refused, started = 0, 0, time.process_time()
for found in BIBTEX.read(Path(sys.argv[1])):
    n += 1
    n_refused += hasattr(found, "reason")
peak = int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1]) * 1024
print(json.dumps([n, n_refused, time.process_time() - started, peak]))
"""


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return dict(hostile_files())


def test_there_are_enough_of_them(files):
    assert len(files) >= N_AT_LEAST


@pytest.mark.parametrize("name", [name for name, _ in hostile_files()])
def test_hostile_references_are_read_or_refused(files, name, tmp_path):
    path = tmp_path / name
    path.write_bytes(files[name])
    started = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    found = list(IMPORTERS[path.suffix].read(path))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - started < MAX_CPU_S
    for one in found:
        assert one.where.startswith(f"{name}:")
        if isinstance(one, Refused):
            assert one.reason
            assert len(one.reason) < 500
            assert len(one.excerpt) <= 210
        else:
            json.dumps(
                one.paper.to_content(), ensure_ascii=False
            ).encode()  # text that a store takes
            assert "\0" not in str(one.paper)


def _ends_well(name: str, content: bytes) -> bool:
    good = GOOD[Path(name).suffix].strip("\n").encode()
    return content.rstrip(b"\n]").endswith(good) and not name.startswith("damaged")


@pytest.mark.parametrize("name", [n for n, content in hostile_files() if _ends_well(n, content)])
def test_the_good_record_behind_a_bad_one_is_read(files, name, tmp_path):
    if name in ("many_broken.json", "ats.bib", "unclosed_items.json"):
        pytest.skip(
            "the file is given up after 1,000 broken items, or the record begins within a line"
        )
    path = tmp_path / name
    path.write_bytes(files[name])
    *_, last = IMPORTERS[path.suffix].read(path)
    assert isinstance(last, Read)
    assert last.paper.title == "A Good Paper"


@pytest.mark.parametrize("name", [name for name, _ in hostile_files() if name.endswith(".bib")])
def test_what_was_read_can_be_written_and_read_again(files, name, tmp_path):
    path = tmp_path / name
    path.write_bytes(files[name])
    papers = [found.paper for found in BIBTEX.read(path) if isinstance(found, Read)][:200]
    written = write_bibtex(papers)
    path.write_text(written)
    found = list(BIBTEX.read(path))
    assert [type(one) for one in found] == [Read] * len(papers)
    again = [one.paper for one in found if isinstance(one, Read)]
    assert sorted(one.title for one in again) == sorted(one.title for one in papers)


@pytest.mark.parametrize("kind", ["one entry never closed", "entries", "one line"])
def test_fifty_megabytes_stay_within_the_memory(kind, tmp_path):
    """Well-formed entries are streamed, however many; one that never ends is refused within the time."""
    path = tmp_path / "big.bib"
    entry = "@article{k, title={T}, abstract={" + "word " * 2_000 + "}}\n"
    size = 50_000_000
    with path.open("w") as file:
        if kind == "entries":
            file.writelines([entry] * (size // len(entry)))
        else:
            file.write("@article{k, title={")
            file.writelines(
                ["x" * 99 + ("\n" if kind.startswith("one entry") else "x")] * (size // 100)
            )
    done = subprocess.run(
        [sys.executable, "-c", READS, str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    n, n_refused, seconds, peak = json.loads(done.stdout)
    assert peak < MAX_MEMORY
    assert seconds < MAX_CPU_S
    assert (n, n_refused) == ((size // len(entry), 0) if kind == "entries" else (1, 1))
