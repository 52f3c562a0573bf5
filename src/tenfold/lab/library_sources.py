"""What the map and the reading plan of a library take from studies, topics and a reader's marks."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from tenfold.lab.citing_studies import cited_by
from tenfold.papers.map.sources import CitingStudy, Sources
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.reading_plan import LibraryReading, PlanSize
from tenfold.papers.reading_worth import Standing, Worth
from tenfold.papers.subject import number_of
from tenfold.papers.topics.placing import PaperTopics
from tenfold.study.listing import list_studies

if TYPE_CHECKING:
    from tenfold.papers.reading_mark import ReadingMark
    from tenfold.store.workspace import Workspace

__all__ = ["map_sources", "reading_of"]


def map_sources(workspace: Workspace) -> Sources:
    """Topics by rule, with their corrections; studies with the papers that their declarations name."""
    topics = PaperTopics(workspace)
    names = {topic.key: topic.name_en for topic in topics.taxonomy.topics}
    return Sources(
        topics_of=lambda number, paper: [names[key] for key in topics.kept_keys_of(number, paper)],
        studies=lambda: [
            CitingStudy(name=study.name, papers=tuple(sorted(cited_by(workspace, study.name))))
            for study in list_studies(workspace)
        ],
    )


def reading_of(workspace: Workspace, *, n_abstracts: int) -> LibraryReading:
    """The acting person's reading: how far they are, and what their open studies are about."""
    topics = PaperTopics(workspace)
    wanted = _open_topics(workspace, topics)

    def fitting(number: int) -> Collection[str]:
        return [key for key in topics.kept_keys_of(number) if key in wanted] if wanted else ()

    return LibraryReading(
        standing=lambda: {
            number_of(mark.subject): _standing(mark) for mark in ReadingMarks(workspace).all()
        },
        worth=Worth(fitting_topics=fitting),
        size=PlanSize(abstracts=n_abstracts),
    )


def _open_topics(workspace: Workspace, topics: PaperTopics) -> set[str]:
    """What the questions of the studies that are not done are about."""
    questions = [s.question for s in list_studies(workspace) if s.state != "done" and s.question]
    return {key for question in questions for key in topics.keys_of_text(question)}


def _standing(mark: ReadingMark) -> Standing:
    return Standing(
        state=mark.state,
        on=mark.since.get(mark.state),
        giver=mark.giver if mark.is_owed else "",
        due=mark.due if mark.is_owed else None,
    )
