"""What programs and checks say of a study is told to strangers without places, names and words of the data."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tenfold.findings import Finding, Place
from tenfold.lab.publish.discretion import Discretion
from tenfold.store.workspace import Workspace


def _examples() -> Any:
    path = Path(__file__).parents[2] / "study" / "view_examples.py"
    spec = importlib.util.spec_from_file_location("view_examples", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def lab(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "lab")


def test_paths_lose_their_beginning_and_all_else_stays(lab: Workspace) -> None:
    text = Discretion(lab).text
    assert text(f"{lab.root}/studies/a.toml, {lab.root}") == "studies/a.toml, "
    assert text(f"{lab.root}-2/secret/x") == "…/x"
    assert (
        text("run '/srv/my data/x.py' and (/opt/m/w.bin)") == "run '…/my data/x.py' and (…/w.bin)"
    )
    assert text(r"C:\Users\ada\x.txt, D:/y/z") == "…/x.txt, …/z"
    assert text("file:///home/ada/x") == "…"
    for said in (
        "and/or, 3/4, km/h, 和/或/者, 1/(a/b)/c/d", "https://a.org/b/c?d=/e/f", "[s](/studies/small)",
        "10.1000/x/y", "ratio 1: /2", "</p><br/>",
    ):  # fmt: skip
        assert text(said) == said


def test_failures_and_findings_of_a_study(lab: Workspace) -> None:
    view = _examples().full_study()
    which = "3 runs (first: 10 per class, seed 0)"
    method = replace(
        view.methods[0],
        parameters={"run": f"python {lab.root}/train.py --to /scratch/ada/out"},
        failures=(f"{which}: KeyError: 'fever and a rash' on ada-laptop\nfever since Monday",),
    )
    finding = Finding(
        "TF-DATA-048", "warn", "found", "'Mr Miller' stands in 50% of 'flu'.",
        places=(Place(row=1, excerpt="fever and a rash"),), details={"tokens": ["fever and a rash"]},
    )  # fmt: skip
    view = replace(view, methods=(method, *view.methods[1:]), findings=(finding,))
    told = Discretion(lab, machine="ada-laptop").study(view)
    assert told.methods[0].parameters == {"run": "python train.py --to …/out"}
    assert told.methods[0].failures == (f"{which}: KeyError: … on …",)
    assert told.findings[0].message == "… stands in 50% of …."
    for secret in ("fever", "Miller", "ada-laptop", "scratch"):
        assert secret not in str(told.to_json())
    asked = str(Discretion(lab, examples=True, machine="ada-laptop").study(view).to_json())
    assert "Miller" in asked
    assert "scratch" not in asked
    assert "ada-laptop" not in asked
