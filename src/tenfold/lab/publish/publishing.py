"""Publishing: what was chosen becomes the files of a site."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tenfold.lab.publish.choosing import BY_OTHERS, LeftOut, choose
from tenfold.lab.publish.circle import circle_of
from tenfold.lab.publish.discretion import Discretion
from tenfold.lab.publish.pages import (
    N_ERRORS,
    ShownStudy,
    Site,
    page_of_paper,
    page_of_report,
    page_of_study,
    page_of_survey,
)
from tenfold.lab.zone import zone_of
from tenfold.language import translator
from tenfold.papers.survey.survey import survey_of
from tenfold.study.answers import FROM_RECORD
from tenfold.study.api import load_study
from tenfold.study.predictions import read_predictions
from tenfold.study.records import Records

if TYPE_CHECKING:
    from tenfold.lab.publish.circle import Circle
    from tenfold.lab.publish.wanted import Wanted
    from tenfold.store.workspace import Workspace
    from tenfold.study.predictions import Shown

__all__ = ["Publication", "prepare"]


@dataclass(frozen=True, kw_only=True)
class Publication:
    """A site that was put together, and what is not in it. `files` are its pages by their place."""

    site: Site
    files: Mapping[str, bytes]
    left_out: tuple[LeftOut, ...]

    def to_json(self) -> dict[str, Any]:
        """As `publish --json` prints it."""
        site = self.site
        return {
            "title": site.title,
            "language": site.language,
            "published": site.day,
            "studies": [
                {
                    "name": s.view.name,
                    "page": page_of_study(s.view.name),
                    "verdicts": [h.verdict.verdict for h in s.view.hypotheses],
                }
                for s in site.studies
            ],
            "papers": [
                {
                    "key": p.paper.key,
                    "page": page_of_paper(p.paper.key),
                    "n_answers": p.n_answers,
                    "n_reviews": len(p.reviews),
                }
                for p in site.papers
            ],
            "surveys": [
                {"collection": s.collection, "page": page_of_survey(s.collection)}
                for s in site.surveys
            ],
            "reports": [
                {
                    "week": str(r.week),
                    "n_weeks": r.n_weeks,
                    "person": r.person,
                    "page": page_of_report(r, site.own),
                }
                for r in site.reports
            ],
            "left_out": [{"kind": o.kind, "name": o.name, "why": o.why} for o in self.left_out],
        }


def prepare(
    workspace: Workspace, wanted: Wanted, *, say: Callable[[str], None] = lambda _what: None
) -> Publication:
    """Put a site together; nothing is written. `say` is told what is being done.

    Raises InputError where something that is named is not there, and for a language that is not spoken.
    """
    _ = translator(wanted.language)
    circle = circle_of(workspace, everybody=wanted.everybody)
    chosen = choose(workspace, wanted, circle)
    discretion = Discretion(workspace, examples=wanted.examples)
    studies, left_out = [], list(chosen.left_out)
    for name in chosen.studies:
        say(f"study {name}")
        shown, n_held = _answers_of(workspace, _shown(workspace, name, wanted, discretion), circle)
        studies.append(shown)
        if n_held:
            left_out.append(LeftOut("answers", f"{n_held} of {name}", BY_OTHERS))
    site = Site(
        title=wanted.title.strip() or _("Studies, papers and reports"),
        own=circle.own,
        day=zone_of(workspace).today().isoformat(),
        language=wanted.language,
        anonymous=wanted.anonymous or bool(workspace.setting("publish", "anonymous", False)),
        discretion=discretion,
        studies=tuple(studies),
        papers=chosen.papers,
        surveys=tuple(
            discretion.survey(
                survey_of(workspace, name, language=wanted.language, shows=circle.__contains__)
            )
            for name in chosen.collections
        ),
        reports=chosen.reports,
    )
    return Publication(site=site, files=dict(_told(site, say)), left_out=tuple(left_out))


def _told(site: Site, say: Callable[[str], None]) -> Iterator[tuple[str, bytes]]:
    for place, content in site.pages():
        say(place)
        yield place, content


def _answers_of(workspace: Workspace, study: ShownStudy, circle: Circle) -> tuple[ShownStudy, int]:
    """The study with the answers that may be told, and how many were taken out."""
    writers = Records(workspace).answered_by(study.view.name)
    held = {n for n, person in writers.items() if n not in FROM_RECORD and person not in circle}
    told = tuple(
        replace(answer, text="", source="") if answer.n in held else answer
        for answer in study.view.answers
    )
    return replace(study, view=replace(study.view, answers=told)), len(held)


def _shown(workspace: Workspace, name: str, wanted: Wanted, discretion: Discretion) -> ShownStudy:
    study = load_study(name, workspace=workspace)
    view = discretion.study(study.view(language=wanted.language))
    if not wanted.examples:
        return ShownStudy(view)
    found = read_predictions(workspace, study.plan)
    errors: list[tuple[str, tuple[Shown, ...]]] = []
    for method in found.said if found is not None else ():
        assert found is not None  # there is a method
        wrong = found.confident_errors(method)[:N_ERRORS]
        errors += [(method, tuple(wrong))] if wrong else []
    return ShownStudy(view, tuple(errors))
