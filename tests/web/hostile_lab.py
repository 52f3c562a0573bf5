"""A lab in which every text that a person or a file can bring is made of payloads."""

from __future__ import annotations

import csv
import json
import sys
from itertools import cycle
from pathlib import Path

from payloads import PAYLOADS, lines
from signed_in import BY, open_accounts

sys.path.insert(0, str(Path(__file__).parents[1] / "papers/pdf"))

from made_pdfs import paragraph, pdf_of

from small import DECLARATION, write_texts
from tenfold.data import catalog
from tenfold.data.raw import RawTable, SourceNote
from tenfold.desk.labelling.opening import open_labelling
from tenfold.lab.goal import Goal, Milestone
from tenfold.lab.goals import Goals
from tenfold.lab.journal import Journal
from tenfold.lab.note import KINDS, Note
from tenfold.lab.week.keeping import add_addendum
from tenfold.lab.week.remarks import Remarks
from tenfold.lab.week.view import freeze_week, view_week
from tenfold.lab.weeks import Week
from tenfold.lab.zone import zone_of
from tenfold.papers.answers import Answers
from tenfold.papers.attached_pdfs import AttachedPdfs
from tenfold.papers.collections import Collections
from tenfold.papers.decision import Decisions
from tenfold.papers.discussion import Discussion
from tenfold.papers.forms import form_named
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.published import Published, PublishedNumbers
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.record import Name, Paper, Withdrawal
from tenfold.papers.reviews import Reviews
from tenfold.papers.screening.screened import Screening
from tenfold.papers.subject import subject_of
from tenfold.papers.taking_upload import take_upload_in
from tenfold.store.accounts import Accounts
from tenfold.store.workspace import Workspace
from tenfold.study.answers import answer
from tenfold.study.api import load_study

__all__ = ["SHELF", "fill"]

LINE = " ".join(PAYLOADS)
PROSE = "\n\n".join(PAYLOADS)
SHELF = "Shelf"


def fill(workspace: Workspace) -> None:
    """Everything, by Ada and by people whose names are payloads; accounts are on in the end."""
    _topics(workspace)
    _papers(workspace)
    _judged(workspace, subject_of(Library(workspace).number("all2021")))
    _screened(workspace)
    _studied(workspace)
    _pool(workspace)
    _week(workspace)
    open_accounts(workspace)
    for name in (line for line in lines(100) if line.isprintable() and len(line) <= 100):
        Accounts(workspace.database).add(name, "reader", by=BY)


def _topics(workspace: Workspace) -> None:
    """Names, definitions and phrases of the lab's own topics, as far as a file of topics takes them."""
    printable = [json.dumps(payload) for payload in PAYLOADS if payload.isprintable()]
    named = [
        f'[[topic]]\nkey = "t{n}"\npart = "part"\nname_en = {said}\ndefinition = {said}\n'
        f'keywords = ["adaptation", {said[:-1]} a"]'
        for n, said in enumerate(printable[:199])
    ]
    part = f'[[part]]\nkey = "part"\nname_en = {json.dumps(" ".join(PAYLOADS[6:12]))}'
    text = "\n".join([f"name_en = {printable[0]}", part, *named])
    (workspace.root / "topics.toml").write_text(text, encoding="utf-8")
    path = workspace.root / "tenfold.toml"
    said = path.read_text("utf-8").replace("[papers]\n", '[papers]\ntopics = "topics.toml"\n')
    path.write_text(said, "utf-8")


def _papers(workspace: Workspace) -> None:
    whole = Paper(
        title=f"Low-rank adaptation {LINE}", key="all2021", year=2021, venue=LINE, abstract=PROSE,
        authors=tuple(Name(p, "Edward", institutions=(p,)) for p in PAYLOADS),
        keywords=PAYLOADS, code=LINE, data=f"https://example.org/{LINE}", url=PAYLOADS[0],
        withdrawn=Withdrawal("withdrawn", "2022-05-01", LINE),
    )  # fmt: skip
    others = [
        Paper(
            title=f"Adaptation {line}",
            key=f"p{n}",
            year=2020,
            venue=line,
            abstract=f"Low {line}",
            authors=(Name(line, line, institutions=(line,)),),
            keywords=(line,),
        )
        for n, line in enumerate(lines(400))
    ]
    Library(workspace).take_in([Read(paper, f"{PAYLOADS[0]}:1") for paper in [*others, whole]])
    for n, line in enumerate(lines(3000)):
        bibtex = f"@article{{b{n}, title={{Brought {n}}}, year=2020}}".encode()
        take_upload_in(workspace, bibtex, name=f"{line.replace('/', ':')}.bib")


def _judged(workspace: Workspace, subject: str) -> None:
    for n, said in enumerate([PROSE, *lines(1800)[:9]], start=1):
        Answers(workspace).answer(subject, n, said)
    for line in lines(400):  # written by people of such names
        Discussion(workspace.acting_as(line)).comment(subject, line)
    Discussion(workspace).comment(subject, PROSE)  # and what its writer may change
    for line in lines(190):
        Decisions(workspace.acting_as(line)).decide(subject, "cite", line)
        number = Published(metric=f"own {line}", value=1, method=line, data=line, where=line)
        PublishedNumbers(workspace).note(subject, number)
    ReadingMarks(workspace).tag(subject, [p.replace(",", ";") for p in PAYLOADS])
    form = form_named(workspace, "quick")
    Reviews(workspace).review(
        subject, form, {f.key: PROSE for f in form.fields if f.type in ("text", "markdown")}
    )
    for line in lines(200):
        begun = Collections(workspace).begin(line)
        Collections(workspace).add(begun.name, [subject])
    pdf = pdf_of(
        [paragraph(*(p for p in PAYLOADS if p.isascii() and p.isprintable()), at=800, size=2)]
    )
    AttachedPdfs(workspace).attach(subject, pdf, f"{LINE}.pdf")


def _screened(workspace: Workspace) -> None:
    library, shelf = Library(workspace), Collections(workspace)
    subjects = [subject_of(library.number(f"p{n}")) for n in range(len(lines(400)))]
    shelf.begin(SHELF)
    shelf.add(SHELF, [subject_of(library.number("all2021")), *subjects])
    Screening(workspace, SHELF).decisions.set_criteria(PROSE)
    reasons = iter(lines(200))
    for name in ("Ada", PAYLOADS[0], PAYLOADS[-1]):
        screening = Screening(workspace.acting_as(name), SHELF)
        for subject, reason in zip(subjects[:-1], reasons, strict=False):
            screening.decide(subject, "exclude", reason)


def _studied(workspace: Workspace) -> None:
    """A study of texts that are payloads, with labels that are, in a declaration full of them."""
    texts = workspace.root / "texts.csv"
    rows = list(csv.reader(write_texts(texts, n_per_class=105).read_text("utf-8").splitlines()))
    labels = dict(zip(("heart", "lung", "skin"), lines(5000), strict=False))
    with texts.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(rows[0])
        for (number, text, label, patient), payload in zip(rows[1:], cycle(PAYLOADS), strict=False):
            writer.writerow([number, f"{text} {payload}", labels[label], f"{patient} {payload}"])
    said = DECLARATION.format(seeds=3, data="texts.csv", more='label = "organ"')
    said = said.replace('"Do words tell the organs?"', json.dumps(f"Do words {LINE} tell?"))
    said = said.replace("seeds = 3", 'seeds = 3\npapers = ["all2021"]')
    comments = "".join(f"# {p}\n" for p in PAYLOADS if p.isprintable())
    path = workspace.studies / "small.toml"
    path.write_text(comments + said, encoding="utf-8")
    load_study(path, workspace=workspace).run()
    for n in (1, 2, 4, 5, 9, 10):
        answer(workspace, "small", n, PROSE)


def _pool(workspace: Workspace) -> None:
    """Texts without labels, to be given classes that are payloads."""
    texts = [f"text {n} {line}" for n, line in enumerate(lines(400))]
    note = SourceNote(f"{PAYLOADS[0]}.csv", "CSV", "utf-8", "declared", len(texts), "0" * 64)
    raw = RawTable(("text", "label"), {"text": texts, "label": [""] * len(texts)}, None, (note,))
    catalog.add_unlabelled(workspace, raw, name="pool")
    classes = [p for p in PAYLOADS if p.isprintable() and "," not in p]
    open_labelling(workspace, "pool", classes=classes, overlap=1.0)


def _week(workspace: Workspace) -> None:
    today = zone_of(workspace).today()
    journal = Journal(workspace)
    for kind, line in zip(cycle(KINDS), lines(400), strict=False):
        journal.write(Note(text=line, kind=kind, day=today, is_private=False))
    for line in lines(1000):
        journal.write(Note(text=f"private {line}", kind="thought", day=today))
    for line in lines(500):
        steps = (Milestone(text=line, by=today),)
        Goals(workspace).add(Goal(text=line, by=today, milestones=steps))
    for person in (workspace, workspace.acting_as(PAYLOADS[1])):
        week = Week.of(today)
        view = view_week(person, week, language="en", fresh=True)
        freeze_week(person, view, view.markdown, [])
        kept = view_week(person, week, language="en").frozen
        assert kept is not None
        Remarks(person).say(kept, PROSE)
        add_addendum(person, week, PROSE)
