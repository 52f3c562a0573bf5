"""Weak labels of a data set: saved, with what each rule covers, contradicts and gets right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tenfold.desk.labelling.deciding import human_labels
from tenfold.desk.labelling.events import RULES, Event, Word, in_force
from tenfold.desk.labelling.rules import Rule, Votes, vote

if TYPE_CHECKING:
    from tenfold.desk.labelling.opening import Labelling
    from tenfold.desk.labelling.pool import Item

__all__ = ["RuleReport", "RulesReport", "try_rules"]


@dataclass(frozen=True, slots=True)
class RuleReport:
    """One rule: texts that it matches, those where a rule of another class matches too, and of those with a
    human label (`n_known`) how many have the rule's.
    """

    label: str
    phrase: str
    n_matched: int
    n_conflicts: int
    n_known: int
    n_right: int

    @property
    def precision(self) -> float | None:
        """Share of right ones among those with a human label; None without any."""
        return self.n_right / self.n_known if self.n_known else None


@dataclass(frozen=True, slots=True)
class RulesReport:
    """All rules on the texts of the pool. `n_labelled` texts got a weak label, `n_conflicts` none, as rules
    contradict; `n_right` of the `n_known` weak labels with a human one agree with it.
    """

    n_texts: int
    n_labelled: int
    n_conflicts: int
    n_known: int
    n_right: int
    rules: tuple[RuleReport, ...]

    def to_json(self) -> dict[str, Any]:
        """As ``--rules --json`` prints it."""
        rules = [{**asdict(rule), "precision": rule.precision} for rule in self.rules]
        return {**asdict(self), "rules": rules}


def try_rules(labelling: Labelling, rules: Sequence[Rule]) -> RulesReport:
    """Save what the rules say of the texts of the pool, in place of what rules said before, and report.

    Weak labels have the source ``rule`` and the annotator ``rules``. No human label is touched by them, and no
    proposal looks at them.
    """
    items = labelling.pool.items
    votes = vote(rules, [item.text for item in items])
    events = labelling.record.events()
    words = _changes(items, votes, events)
    if words:
        labelling.record.save(words, version=labelling.pool.version)
    return _report(items, votes, human_labels(events))


def _changes(items: Sequence[Item], votes: Votes, events: Sequence[Event]) -> list[Word]:
    """The words that bring the weak labels from what they were to what the rules say now."""
    old: dict[str, list[Event]] = {}
    for event in in_force(events):
        if event.word.source == "rule":
            old.setdefault(event.word.item, []).append(event)
    words = []
    for i, item in enumerate(items):
        label, before = votes.label(i), old.get(item.digest, [])
        if [event.word.label for event in before] == [label] or (not before and label is None):
            continue
        words += [_word("undo", item, undoes=event.number) for event in before]
        if label is not None:
            phrases = ", ".join(rule.phrase for rule in votes.by_text[i])
            words.append(_word("label", item, label=label, note=phrases))
    return words


def _word(kind: Any, item: Item, **more: Any) -> Word:
    return Word(
        kind=kind, item=item.digest, example=item.example, annotator=RULES, source="rule", **more
    )


def _report(items: Sequence[Item], votes: Votes, human: dict[str, str]) -> RulesReport:
    count = {rule: [0, 0, 0, 0] for rule in votes.rules}
    n_labelled = n_conflicts = n_known = n_right = 0
    for i, item in enumerate(items):
        truth, label = human.get(item.digest), votes.label(i)
        n_conflicts += votes.is_conflict(i)
        n_labelled += label is not None
        n_known += label is not None and truth is not None
        n_right += label is not None and truth == label
        for rule in votes.by_text[i]:
            numbers = (1, votes.is_conflict(i), truth is not None, truth == rule.label)
            count[rule] = [a + b for a, b in zip(count[rule], numbers, strict=True)]
    rules = tuple(RuleReport(rule.label, rule.phrase, *count[rule]) for rule in votes.rules)
    return RulesReport(len(items), n_labelled, n_conflicts, n_known, n_right, rules)
