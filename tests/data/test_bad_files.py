"""Every line of the list of bad study data, in several forms each: refused, warned of, or just read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from bad_case import Bad, Odd
from bad_files import bad_files
from odd_files import odd_files

from tenfold.data import catalog
from tenfold.data.dataset import Dataset
from tenfold.data.options import ReadOptions
from tenfold.data.reading import read_files
from tenfold.desk.audit import audit_dataset
from tenfold.errors import TenfoldError
from tenfold.store.workspace import Workspace

BAD, ODD = bad_files(), odd_files()
_ROLES = ("text", "label", "id")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.create(tmp_path_factory.mktemp("bad") / "lab")


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace that nothing may get into."""
    return Workspace.create(tmp_path_factory.mktemp("untouched") / "lab")


def add(lab: Workspace, path: Path, said: dict[str, Any]) -> Dataset:
    """What `tenfold data add` does."""
    roles = {name: said[name] for name in _ROLES if name in said}
    reading = {name: value for name, value in said.items() if name not in _ROLES}
    options = ReadOptions(**{k: tuple(v) if k == "columns" else v for k, v in reading.items()})
    raw = read_files([path], options)
    return catalog.add(lab, raw, name="d", options=options, **roles)


def nothing_in(lab: Workspace) -> bool:
    return not catalog.listing(lab) and not list(lab.artifacts.digests())


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_a_bad_file_is_refused_with_its_code_and_place(
    bad: Bad, untouched: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / bad.name
    path.write_bytes(bad.content)
    with pytest.raises(TenfoldError) as caught:
        add(untouched, path, bad.options)
    error = caught.value
    assert error.code == bad.code, str(error)
    assert error.exit_status == 2
    assert error.remedy, "every refusal says what mends it"
    assert (error.where or "").startswith(bad.name), "which file"
    said = f"{error.where}: {error.message} {error.remedy}"
    assert [part for part in bad.says if part not in said] == [], said
    assert len(said) < 1000
    assert str(tmp_path) not in error.message
    assert nothing_in(untouched), "nothing half-written"


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_an_odd_file_is_read_and_what_was_seen_is_said(
    odd: Odd, lab: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / odd.name
    path.write_bytes(odd.content)
    dataset = add(lab, path, odd.options)
    assert dataset.texts() == list(odd.texts)
    assert odd.labels is None or dataset.labels() == list(odd.labels)
    (note,) = dataset.sources
    assert note.n_rows == len(dataset) + odd.n_dropped, "rows in = rows kept + rows reported"
    assert note.n_dropped == odd.n_dropped
    remarks = " | ".join(note.remarks)
    assert [part for part in odd.remarks if part not in remarks] == [], remarks
    if odd.findings:
        found = {finding.code for finding in audit_dataset(dataset) if finding.state == "found"}
        assert set(odd.findings) <= found
    back = catalog.load(lab, dataset.digest[:16])
    assert back.values == dataset.values


def test_there_are_enough_and_each_is_told_apart() -> None:
    assert len(BAD) >= 150
    assert len({str(bad) for bad in BAD}) == len(BAD)
    assert len({str(odd) for odd in ODD}) == len(ODD)
    codes = {bad.code for bad in BAD}
    assert codes >= {f"TF-DATA-{number:03}" for number in (*range(2, 16), 32, 56, 57)}
    assert all(re.fullmatch(r"TF-DATA-\d{3}", code) for code in codes)
