"""The report of an import is the same after it was kept in a file; a file that is torn is no report."""

from __future__ import annotations

from pathlib import Path

from tenfold.papers.kept_report import keep_report, kept_report
from tenfold.papers.library import Library
from tenfold.papers.taking_upload import take_upload_in
from tenfold.store.workspace import Workspace

FIRST = """@article{a1, title={Low-rank adaptation of models}, author={Hu, Edward}, year=2021, doi={10.1/a}}
@article{b1, title={Counting folds in small data}, author={Gao, Bo}, year=2024}
"""
SECOND = """@article{a2, title={Low-rank adaptation of models}, author={Hu, Edward}, year=2022, doi={10.1/a},
 pages={1--9}}
@article{b2, title={Counting folds in small data}, author={Gao, Bo}, year=2019, journal={Another}}
@article{c1, title={New}, author={Li, An}, year=2020}
@article{x, title={Half
"""


def test_it_is_the_same_after_it_was_kept(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "one.report"
    assert kept_report(path) is None
    take_upload_in(workspace, FIRST.encode(), name="first.bib")
    report = take_upload_in(workspace, SECOND.encode(), name="second.bib")
    assert report.new
    assert report.refused
    assert any(placed.conflicts for placed in report.merged)
    keep_report(path, report)
    assert kept_report(path) == report
    path.write_bytes(path.read_bytes()[:-9])
    assert kept_report(path) is None
    path.write_text('{"batch": 1}')
    assert kept_report(path) is None
    assert Library(workspace).count() >= 3
