"""References matched to the library and kept with the citing paper, and the command that does it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.papers.records import LORA, reads
from typer.testing import CliRunner, Result

from tenfold.cli.papers.app import paper_app
from tenfold.papers.library import Library
from tenfold.papers.map.references import CitedPapers
from tenfold.papers.record import Name, Paper, Reference
from tenfold.papers.references.keeping import keep_references, united
from tenfold.papers.references.matching import MatchedReference, match_references
from tenfold.papers.references.reading import references_of
from tenfold.store.workspace import Workspace

CITING = Paper(
    title="Something new about adaptation", key="new2024", authors=(Name("Bee", "A."),), year=2024
)
OTHER = Paper(title="A study of other things entirely", key="other", authors=(Name("Cee", "C."),), year=2019,
              ids={"doi": "10.1234/other"})  # fmt: skip
TEXT = """\
References
[1] Edward J. Hu, Yelong Shen, and Phillip Wallis. LoRA: Low-rank adaptation of large
lan\ufffeguage models. In ICLR, 2022.
[2] A. Nobody. Nothing that anybody has in a library. Acta, 3:1-2, 1999.
[3] D. Dee and E. Eff. Trees and their many roots. Acta, 4:1-2, 2001. doi:10.1234/other.
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(Workspace.create(tmp_path))
    library.take_in(reads(LORA, CITING, OTHER))
    return library


def matched(library: Library, text: str = TEXT) -> list[MatchedReference]:
    return match_references(library, references_of([text]), citing=library.number("new2024"))


def test_a_printed_identifier_counts_only_with_the_title(library: Library) -> None:
    assert [one.match for one in matched(library)] == ["matched", "stub", "doubtful"]


def test_a_paper_does_not_cite_itself(library: Library) -> None:
    text = "References\n[1] A. Bee. Something new about adaptation. Acta, 2024.\n[2] B. Cee. Other. 2001.\n"
    assert matched(library, text)[0].match == "stub"


def test_kept_references_lead_the_map_to_the_paper_and_are_taken_back(library: Library) -> None:
    kept = keep_references(library, "new2024", matched(library))
    assert (kept.n_references, kept.n_new) == (3, 3)
    cited = CitedPapers()
    for number, paper in library.each():
        cited.add(number, paper)
    lora = next(n for n, paper in library.each() if paper.title == LORA.title)
    found = [cited.find(reference) for reference in library.paper("new2024").references]
    assert found[:2] == [lora, None]
    assert keep_references(library, "new2024", matched(library)).n_new == 0
    library.undo()
    assert library.paper("new2024").references == ()


def test_what_was_known_stays_and_is_filled() -> None:
    known = (
        Reference(title="On trees", year=2001, ids={"s2": "a" * 40}),
        Reference(ids={"doi": "10.1/x"}),
    )
    printed = [
        Reference(title="On Trees", year=2001, raw="A. Bee. On Trees. 2001."),
        Reference(title="On bushes", year=2002, ids={"doi": "10.1/x"}),
        Reference(title="On moss", year=2003),
    ]
    after = united(known, printed)
    assert after == united(after, printed)
    assert [(r.title, dict(r.ids)) for r in after] == [
        ("On trees", {"s2": "a" * 40}), ("On bushes", {"doi": "10.1/x"}), ("On moss", {})]  # fmt: skip
    assert after[0].raw == "A. Bee. On Trees. 2001."


def run(*words: str) -> Result:
    return CliRunner().invoke(paper_app, words)


def test_the_command_lists_keeps_and_says_what_is_missing(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("paper.txt").write_text(TEXT, encoding="utf-8")
    listed = json.loads(run("references", "new2024", "--from-text", "paper.txt", "--json").stdout)
    assert [r["match"] for r in listed["references"]] == ["matched", "stub", "doubtful"]
    assert listed["kept"] is None
    assert library.paper("new2024").references == ()
    assert (
        "Kept: 3 new" in run("references", "new2024", "--from-text", "paper.txt", "--apply").stdout
    )
    assert (
        "Nothing new" in run("references", "new2024", "--from-text", "paper.txt", "--apply").stdout
    )
    assert len(library.paper("new2024").references) == 3
    for words in (["references", "new2024"], ["references", "new2024", "--from-text", "none.txt"]):
        assert type(run(*words).exception).__name__ == "InputError"
