"""Papers beside each other, and one's own studies among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tenfold.papers.answers import Answers
from tenfold.papers.aspect import Aspect

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["AnswersOfStudy", "Compared", "Comparison", "compared_paper", "compared_study"]

AnswersOfStudy = Callable[[str], Mapping[int, str]]
"""The ten answers of a study by its name, in Markdown: filled from its runs by who knows studies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A paper (by its citation key) or a study (by its name) with its answers, in Markdown, by question."""

    kind: Literal["paper", "study"]
    name: str
    title: str
    answers: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What each of `compared` says in each of `aspects`; nothing where it was not answered."""

    aspects: tuple[Aspect, ...]
    compared: tuple[Compared, ...]

    def cell(self, aspect: Aspect, one: Compared) -> str:
        """What stands where the two meet, in Markdown; empty where it was not answered."""
        return one.answers.get(aspect.n, "")

    def table(self, *, papers_down: bool = False) -> tuple[list[str], list[list[str]]]:
        """Heads (the first one empty) and rows, which begin with their label.

        An aspect is a row, or with `papers_down` a column.
        """
        if papers_down:
            heads = ["", *(aspect.label for aspect in self.aspects)]
            return heads, [
                [one.name, *(self.cell(a, one) for a in self.aspects)] for one in self.compared
            ]
        heads = ["", *(one.name for one in self.compared)]
        return heads, [
            [a.label, *(self.cell(a, one) for one in self.compared)] for a in self.aspects
        ]

    def gaps(self) -> list[tuple[str, str]]:
        """What was not answered: the name of the paper or study, and the key of the aspect."""
        return [
            (one.name, aspect.key)
            for one in self.compared
            for aspect in self.aspects
            if not self.cell(aspect, one)
        ]

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {
            "aspects": [{"key": a.key, "label": a.label, "n": a.n} for a in self.aspects],
            "compared": [
                {
                    "kind": one.kind,
                    "name": one.name,
                    "title": one.title,
                    "cells": {a.key: self.cell(a, one) for a in self.aspects},
                }
                for one in self.compared
            ],
            "gaps": [list(gap) for gap in self.gaps()],
        }


def compared_paper(workspace: Workspace, subject: str, *, key: str, title: str) -> Compared:
    """A paper with the answers that stand for it: the lab's choice, else one's own, else the newest."""
    standing = Answers(workspace).standing(subject)
    answers = {n: answer.text for n, answer in standing.items()}
    return Compared(kind="paper", name=key, title=title, answers=answers)


def compared_study(name: str, answers_of_study: AnswersOfStudy) -> Compared:
    """One of the lab's own studies, as its runs stand."""
    return Compared(kind="study", name=name, title="", answers=dict(answers_of_study(name)))
