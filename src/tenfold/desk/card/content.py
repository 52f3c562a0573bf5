"""A card: what the rows say, what the audit says, and what the owner says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenfold.data import catalog
from tenfold.desk.audit import known_findings, open_findings
from tenfold.desk.card.questions import (
    CardAnswers,
    answer_version,
    card_questions,
    read_answers,
)
from tenfold.desk.examined import Examined

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset
    from tenfold.data.lineage import Lineage, Version
    from tenfold.data.raw import SourceNote
    from tenfold.findings import Finding
    from tenfold.language import Translate
    from tenfold.store.workspace import Workspace

__all__ = ["Asked", "Card", "ColumnNote", "make_card"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the card in a reader's language, with its answer (empty: missing)."""

    key: str
    question: str
    answer: str

    @property
    def version(self) -> str:
        """What stands for the answer as it is."""
        return answer_version(self.answer)


@dataclass(frozen=True, slots=True)
class ColumnNote:
    """A column, its part (text, label, id, or none), and what its owner says of it."""

    name: str
    role: str
    description: str

    @property
    def version(self) -> str:
        """What stands for the description as it is."""
        return answer_version(self.description)


@dataclass(frozen=True, kw_only=True)
class Card:
    """`found` are the findings of the audits so far; `not_looked` names the checks that were not made yet.

    `history` is the version and those that it was made from, the oldest last.
    """

    dataset: Dataset
    answers: CardAnswers
    columns: Sequence[ColumnNote]
    class_sizes: Mapping[str, int]
    splits: Mapping[str, int]
    found: Sequence[Finding]
    not_looked: Sequence[str]
    history: Sequence[Version]

    @property
    def files(self) -> Sequence[SourceNote]:
        """The files that the oldest version was read from."""
        return self.history[-1].sources

    @property
    def recipes(self) -> Sequence[tuple[str, Lineage]]:
        """The versions that were made by recipes and how, the oldest first."""
        return [(v.reference, v.lineage) for v in reversed(self.history) if v.lineage is not None]

    @property
    def title(self) -> str:
        """What its owner calls it, else its name."""
        return self.answers.answers.get("title", "").strip() or self.dataset.name

    def questions(self, _: Translate) -> list[Asked]:
        """Each question but the title, with its answer."""
        return [asked for asked in self._asked(_) if asked.key != "title"]

    def asked_title(self, _: Translate) -> Asked:
        """The question for the title."""
        return next(asked for asked in self._asked(_) if asked.key == "title")

    def _asked(self, _: Translate) -> list[Asked]:
        given = self.answers.answers
        return [
            Asked(key, question, given.get(key, "").strip())
            for key, question in card_questions(_).items()
        ]


def make_card(workspace: Workspace, dataset: Dataset) -> Card:
    """The card of one version. Quick checks are made for it; deeper ones count where they were made."""
    examined = Examined(dataset, workspace=workspace)
    findings, not_looked = known_findings(examined)
    answers = read_answers(workspace, dataset.name)
    return Card(
        dataset=dataset,
        answers=answers,
        columns=[_column(dataset, name, answers) for name in dataset.columns],
        class_sizes=Counter(examined.open_labels),
        splits=Counter(dataset.splits or ()),
        found=open_findings(findings),
        not_looked=not_looked,
        history=catalog.ancestry(workspace, dataset.reference),
    )


def _column(dataset: Dataset, name: str, answers: CardAnswers) -> ColumnNote:
    roles = {dataset.text_column: "text", dataset.label_column: "label", dataset.id_column: "id"}
    return ColumnNote(name, roles.get(name, ""), answers.columns.get(name, ""))
