"""The pages of a published site, as bytes by their place in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tenfold.lab.publish.file_names import file_name
from tenfold.lab.publish.site_links import SiteLinks
from tenfold.lab.week.html import WEEK_TEMPLATES, WeekPage, week_page
from tenfold.lab.week.keeping import with_addenda
from tenfold.language import translator
from tenfold.look.page import STYLE_SHEET, language_tag, templates
from tenfold.look.safe_html import safe_html
from tenfold.papers.survey.survey_page import SURVEY_TEMPLATES, survey_values
from tenfold.questions import ten_questions
from tenfold.study.report.html import (
    REPORT_FILTERS,
    REPORT_TEMPLATES,
    report_values,
    verdict_blocks,
)

if TYPE_CHECKING:
    from jinja2 import Environment

    from tenfold.lab.publish.choosing import ChosenPaper
    from tenfold.lab.publish.discretion import Discretion
    from tenfold.lab.week.keeping import Frozen
    from tenfold.papers.record import Paper
    from tenfold.papers.reviews import Review
    from tenfold.papers.survey.survey import Survey
    from tenfold.study.predictions import Shown
    from tenfold.study.report.html import Answer, VerdictBlock
    from tenfold.study.view import StudyView

__all__ = [
    "INDEX",
    "N_ERRORS",
    "ShownStudy",
    "Site",
    "page_of_paper",
    "page_of_report",
    "page_of_study",
    "page_of_survey",
]

INDEX = "index.html"
N_ERRORS = 10
"""How many examples of a method are shown where examples are asked for."""
_HERE = Path(__file__).parent / "templates"
_ADDRESSES = {
    "doi": "https://doi.org/",
    "arxiv": "https://arxiv.org/abs/",
    "acl": "https://aclanthology.org/",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/",
}
_VERDICTS = ("supported", "refuted", "undecided", "")


@dataclass(frozen=True, slots=True)
class ShownStudy:
    """A study with the examples on which its methods erred, where they are asked for."""

    view: StudyView
    errors: tuple[tuple[str, tuple[Shown, ...]], ...] = ()


def page_of_study(name: str) -> str:
    return f"studies/{file_name(name)}.html"


def page_of_paper(key: str) -> str:
    return f"papers/{file_name(key)}.html"


def page_of_survey(collection: str) -> str:
    return f"collections/{file_name(collection)}.html"


def page_of_report(frozen: Frozen, own: str) -> str:
    """Those of `own` are named by their weeks alone."""
    weeks = f"-{frozen.n_weeks}-weeks" if frozen.n_weeks > 1 else ""
    whose = "" if frozen.person == own else f"-{file_name(frozen.person)}"
    return f"reports/{str(frozen.week).lower()}{weeks}{whose}.html"


@dataclass(frozen=True, kw_only=True)
class Site:
    """What a site shows, in one language. `own` publishes it, `day` is the date that its first page states."""

    title: str
    own: str
    day: str
    language: str
    anonymous: bool
    discretion: Discretion
    studies: tuple[ShownStudy, ...]
    papers: tuple[ChosenPaper, ...]
    surveys: tuple[Survey, ...]
    reports: tuple[Frozen, ...]

    def pages(self) -> Iterator[tuple[str, bytes]]:
        """Every page: its place in the site, and its bytes."""
        yield INDEX, self._index()
        for study in self.studies:
            yield page_of_study(study.view.name), self._study(study)
        for paper in self.papers:
            yield page_of_paper(paper.paper.key), self._paper(paper)
        for survey in self.surveys:
            yield page_of_survey(survey.collection), self._survey(survey)
        for report in self.reports:
            yield page_of_report(report, self.own), self._report(report)

    @cached_property
    def links(self) -> SiteLinks:
        """Where everything is that the site shows."""
        pages = {("study", s.view.name): page_of_study(s.view.name) for s in self.studies}
        for one in self.papers:
            for key in (*one.aliases, one.paper.key):
                pages["paper", key] = page_of_paper(one.paper.key)
        for survey in self.surveys:
            pages["collection", survey.collection] = page_of_survey(survey.collection)
        for frozen in reversed(self.reports):
            if frozen.n_weeks == 1:
                pages.setdefault(("report", str(frozen.week)), page_of_report(frozen, self.own))
                pages["report", f"{frozen.week} {frozen.person}"] = page_of_report(frozen, self.own)
        return SiteLinks(pages)

    def _index(self) -> bytes:
        _ = translator(self.language)
        titles = (_("Supported"), _("Refuted"), _("Undecided"), _("Without a verdict"))
        listed = [_listed_study(study.view, _) for study in self.studies]
        groups = [
            {
                "id": word or "open",
                "title": title,
                "studies": [s for s in listed if s["is"] == word],
            }
            for word, title in zip(_VERDICTS, titles, strict=True)
        ]
        return self._rendered(
            "site_index.html.j2",
            up="",
            heading=self.title,
            day=self.day,
            studies=listed,
            groups=groups,
            papers=[self._listed_paper(one) for one in self.papers],
            collections=[
                {"name": s.collection, "page": page_of_survey(s.collection)} for s in self.surveys
            ],
            reports=[
                {"title": self._title_of(frozen), "page": page_of_report(frozen, self.own)}
                for frozen in self.reports
            ],
        )

    def _listed_paper(self, one: ChosenPaper) -> dict[str, Any]:
        _ = translator(self.language)
        return {
            "paper": one.paper,
            "page": page_of_paper(one.paper.key),
            "by": _by_line(one.paper, _),
            "withdrawn": _withdrawal(one.paper, _),
            "n_answers": one.n_answers,
            "n_reviews": len(one.reviews),
        }

    def _study(self, study: ShownStudy) -> bytes:
        from markupsafe import Markup

        links, view = self.links, study.view
        values = report_values(view, language=self.language)
        values["answers"] = [self._answer(answer) for answer in values["answers"]]
        named = [Markup(links.name("paper", key, up="../")) for key in view.papers]
        return self._rendered(
            "site_study.html.j2",
            heading=view.name,
            is_public=True,
            paper_links=Markup(", ").join(named),
            errors=study.errors,
            most=N_ERRORS,
            **values,
        )

    def _answer(self, answer: Answer) -> Answer:
        """For strangers "you" is nobody; where an answer comes from the record, it says so."""
        source = answer.source if answer.is_from_record else ""
        return replace(answer, html=self.links.prose(answer.html, up="../"), source=source)

    def _paper(self, one: ChosenPaper) -> bytes:
        _, links, paper = translator(self.language), self.links, one.paper
        keys = {paper.key, *one.aliases}
        citing = [s.view for s in self.studies if keys & set(s.view.papers)]
        beside = [s.collection for s in self.surveys if paper.key in {p.key for p in s.papers}]
        return self._rendered(
            "site_paper.html.j2",
            heading=paper.title or paper.key,
            paper=paper,
            by=_by_line(paper, _),
            withdrawn=_withdrawn(paper, _),
            questions=self._questions(one),
            n_answers=len(one.answers),
            reviews=[self._review(review) for review in one.reviews],
            studies=[
                {"link": links.name("study", v.name, up="../"), "verdicts": verdict_blocks(v, _)}
                for v in citing
            ],
            collections=[links.name("collection", name, up="../") for name in beside],
            ids=[_identified(kind, value) for kind, value in sorted(paper.ids.items())],
        )

    def _questions(self, one: ChosenPaper) -> list[dict[str, Any]]:
        return [
            {
                "n": q.n,
                "text": q.text,
                "answers": [
                    {
                        "html": self._prose(answer.text),
                        "person": answer.person,
                        "is_chosen": answer.is_chosen,
                    }
                    for answer in one.answers.get(q.n, ())
                ],
            }
            for q in ten_questions(self.language, about="paper")
        ]

    def _prose(self, markdown: str) -> str:
        return self.links.prose(safe_html(self.discretion.text(markdown)), up="../")

    def _review(self, review: Review) -> dict[str, Any]:
        lines = [(k, self.discretion.text(v)) for k, v in review.lines(self.language)]
        by = "" if self.anonymous else f"{review.person}, {review.changed.date()}"
        return {"lines": lines, "by": by}

    def _survey(self, survey: Survey) -> bytes:
        from markupsafe import Markup

        values = survey_values(survey, language=self.language)
        values["rows"] = [
            (paper, [self.links.prose(cell, up="../") for cell in cells])
            for paper, cells in values["rows"]
        ]
        return self._rendered(
            "site_survey.html.j2",
            heading=survey.collection,
            paper_link=lambda key: Markup(self.links.name("paper", key, up="../")),
            **values,
        )

    def _report(self, frozen: Frozen) -> bytes:
        written = with_addenda(frozen, translator(self.language))
        told = self.discretion.text(written)
        page = _checked(week_page(told), lambda html: self.links.prose(html, up="../"))
        return self._rendered(
            "site_week.html.j2",
            heading=self._title_of(frozen),
            week=str(frozen.week),
            person=frozen.person,
            written=language_tag(frozen.language),
            page=page,
            is_changed=told != written,
        )

    def _title_of(self, frozen: Frozen) -> str:
        from tenfold.lab.week.report_text import parse_report

        title = self.discretion.text(parse_report(frozen.markdown).title)
        return title or f"{frozen.week}, {frozen.person}"

    def _rendered(self, name: str, *, up: str = "../", **values: Any) -> bytes:
        from markupsafe import Markup

        page = _environment().get_template(name)
        text = page.render(
            _=translator(self.language),
            lang=language_tag(self.language),
            style=Markup(_style()),
            html=Markup,
            site=self.title,
            up=up,
            **values,
        )
        return text.encode("utf-8", "replace")


@cache
def _environment() -> Environment:
    environment = templates(_HERE, REPORT_TEMPLATES, WEEK_TEMPLATES, SURVEY_TEMPLATES)
    environment.filters |= REPORT_FILTERS
    return environment


@cache
def _style() -> str:
    """Both style sheets; inside of each page, so that a page can be handed on by itself."""
    return STYLE_SHEET.read_text("utf-8") + (_HERE / "site.css").read_text("utf-8")


def _listed_study(view: StudyView, _: Callable[[str], str]) -> dict[str, Any]:
    """As the first page lists it; it stands under the verdict on its primary hypothesis."""
    verdicts: list[VerdictBlock] = verdict_blocks(view, _) if view.state != "draft" else []
    return {
        "name": view.name,
        "page": page_of_study(view.name),
        "question": view.question,
        "verdicts": verdicts,
        "is": verdicts[0].verdict if verdicts else "",
    }


def _by_line(paper: Paper, _: Callable[[str], str]) -> str:
    people = ", ".join(map(str, paper.authors)) or _("(no author)")
    return " · ".join(str(one) for one in (people, paper.venue, paper.year) if one)


def _withdrawal(paper: Paper, _: Callable[[str], str]) -> str:
    """That it is not to be relied on any more, in a sentence; "" of others."""
    if paper.withdrawn is None:
        return ""
    is_withdrawn = paper.withdrawn.kind == "withdrawn"
    return _("This paper was withdrawn.") if is_withdrawn else _("This paper was retracted.")


def _withdrawn(paper: Paper, _: Callable[[str], str]) -> str:
    """The same with when and why."""
    if paper.withdrawn is None:
        return ""
    said = (_withdrawal(paper, _), paper.withdrawn.on, paper.withdrawn.reason)
    return " ".join(filter(None, said))


def _identified(kind: str, value: str) -> dict[str, str]:
    start = _ADDRESSES.get(kind, "")
    return {"kind": kind, "value": value, "address": f"{start}{quote(value)}" if start else ""}


def _checked(page: WeekPage, check: Callable[[str], str]) -> WeekPage:
    """The page of a week, the links in all its parts checked."""

    def shown(part: Any) -> Any:
        return replace(part, heading=check(part.heading), body=check(part.body))

    return WeekPage(
        title=page.title,
        report=shown(page.report),
        first=tuple(map(shown, page.first)),
        rest=tuple(map(shown, page.rest)),
    )
