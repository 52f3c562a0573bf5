"""The ten answers of a study: four filled from the record, six written by its owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tenfold.data import catalog
from tenfold.errors import InputError
from tenfold.language import Translate, translator
from tenfold.questions import ten_questions
from tenfold.study.augmented_counts import augmented_counts
from tenfold.study.records import Records
from tenfold.study.view import AnswerView
from tenfold.study.words.augmenting_words import augmented_sentence
from tenfold.study.words.sentences import verdict_sentence

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace
    from tenfold.study.material import Material
    from tenfold.study.plan import Plan
    from tenfold.study.view import HypothesisView

__all__ = ["FROM_RECORD", "answer", "ten_answers"]

FROM_RECORD = frozenset({3, 6, 7, 8})
"""Filled by tenfold: from the declaration, the plan, lineage and the verdict."""


def answer(
    workspace: Workspace, study: str, number: int, text: str, *, based_on: str | None = None
) -> None:
    """Save an answer. Raises InputError for a question that tenfold answers, or none at all.

    Raises NewerAnswerError where the answer is no longer the one with the version `based_on`.
    """
    if number not in range(1, 11):
        raise InputError(f"there are ten questions, 1 to 10. Got {number}.")
    if number in FROM_RECORD:
        raise InputError(
            f"question {number} is answered from the record and stays true when a run changes.",
            remedy="Yours are 1, 2, 4, 5, 9 and 10.",
        )
    if not text.strip():
        raise InputError("the answer is empty.", remedy="Nothing was changed.")
    Records(workspace).answer(study, number, text.strip(), based_on=based_on)


def ten_answers(
    workspace: Workspace,
    plan: Plan,
    hypotheses: Sequence[HypothesisView],
    *,
    language: str,
) -> tuple[AnswerView, ...]:
    """All ten, in `language`; those of the owner as they were written."""
    _ = translator(language)
    written = Records(workspace).answers(plan.declaration.name)
    filled: Mapping[int, tuple[str, str]] = {
        3: (_hypotheses(hypotheses, _), _("from the declaration")),
        6: (_experiments(plan, _), _("from the plan")),
        7: (_data(workspace, plan, _), _("from lineage")),
        8: (_support(hypotheses, _), _("from the verdict")),
    }
    answers = []
    for question in ten_questions(language):
        text, source = filled.get(question.n, (written.get(question.n, ""), _("written by you")))
        answers.append(
            AnswerView(
                n=question.n,
                key=question.key,
                question=question.text,
                hint=question.hint,
                text=text,
                source=source if text else "",
            )
        )
    return tuple(answers)


def _hypotheses(hypotheses: Sequence[HypothesisView], _: Translate) -> str:
    if not hypotheses:
        return _("None was declared; the tables are descriptive.")
    lines = []
    for view in hypotheses:
        line = f"- *{_escape(view.verdict.claim)}*"
        if view.verdict.condition is not None and view.verdict.condition != "all":
            line += " " + _("({n} training examples per class)").format(n=view.verdict.condition)
        if view.registered is not None:
            line += " · " + _("declared {time}, code `{code}`").format(
                time=view.registered[:16].replace("T", " "), code=view.code
            )
        if view.primary:
            line += " · " + _("primary")
        if view.verdict.mode == "exploratory":
            line += " · " + _("exploratory: {why}").format(why=view.why_exploratory)
        lines.append(line)
    return "\n".join(lines)


def _experiments(plan: Plan, _: Translate) -> str:
    declaration = plan.declaration
    looks = declaration.looks
    methods = ", ".join(f"`{name}` ({m.kind})" for name, m in declaration.methods.items())
    sizes = ", ".join(str(size) for size in declaration.sizes)
    lines = [
        _("Methods: {methods}.").format(methods=methods),
        _(
            "{n} seeds; each draws the training subset, the validation part, the initialisation and "
            "the order, shared by all methods, so that they are compared in pairs."
        ).format(n=looks[-1]),
        _("Training examples per class: {sizes}.").format(sizes=sizes),
        _test_sentence(plan.material, _),
        *(augmented_sentence(counts, _) for counts in augmented_counts(plan.material)),
    ]
    if len(looks) > 1:
        lines.append(
            _("Planned looks after {looks} seeds.").format(looks=", ".join(map(str, looks)))
        )
    return " ".join(lines)


def _test_sentence(material: Material, _: Translate) -> str:
    facts = material.facts
    if material.is_redrawn:
        return _("Each seed draws its own test set of {n} examples.").format(n=facts["n_test"])
    return _(
        "One test set of {n} examples, the same for all seeds; {pool} examples to train on."
    ).format(n=facts["n_test"], pool=facts["n_pool"])


def _data(workspace: Workspace, plan: Plan, _: Translate) -> str:
    facts = plan.material.facts
    lines = [
        _("`{name}`, version {number} (`{digest}`): {n} examples, {classes} classes.").format(
            name=facts["name"],
            number=facts["number"],
            digest=facts["version"][:12],
            n=facts["n_examples"],
            classes=len(plan.material.classes),
        )
    ]
    lines += _made(workspace, f"{facts['name']}@{facts['number']}", _)
    if plan.declaration.data.overlap == "drop":
        lines.append(
            _("{n} training texts that also stand in test were dropped from train.").format(
                n=facts["n_dropped"]
            )
        )
    elif plan.declaration.data.overlap == "keep":
        lines.append(
            _("{n} test texts that also stand in train were kept, as declared.").format(
                n=facts["n_overlapping"]
            )
        )
    model = _("Pre-trained model: `{name}` (`{digest}`).")
    lines += [
        model.format(name=encoder.name, digest=encoder.digest[:12])
        for encoder in plan.encoders.values()
    ]
    return " ".join(lines)


def _made(workspace: Workspace, reference: str, _: Translate) -> list[str]:
    """How the data were made from other versions, the newest first: one sentence each."""
    made = [version.lineage for version in catalog.ancestry(workspace, reference)]
    said = _("Made from {parent} (`{digest}`) by {operations}; recipe `{recipe}`.")
    test = _("This dropped or relabelled test examples too.")
    sentences = [
        said.format(
            parent=_escape(lineage.made_from),
            digest=lineage.parent[:12],
            operations=_escape(", ".join(lineage.operations)),
            recipe=lineage.recipe_digest[:12],
        )
        for lineage in made
        if lineage is not None
    ]
    return sentences + [test] * any(m is not None and m.touches_test for m in made)


def _support(hypotheses: Sequence[HypothesisView], _: Translate) -> str:
    if not hypotheses:
        return _("No hypothesis was declared, so there is no verdict.")
    return "\n".join(f"- {_escape(verdict_sentence(h.verdict, _))}" for h in hypotheses)


def _escape(text: str) -> str:
    return "".join(f"\\{c}" if c in "*_`<>[]\\" else c for c in text)
