"""Whether two records are one paper, by a rule that is written here and that one can set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from tenfold.papers.outline import Outline

__all__ = ["DuplicateRules", "Likeness", "likeness", "title_ratio"]

Verdict = Literal["same", "version", "doubtful", "different"]

_OWN_KINDS = frozenset({"doi", "arxiv", "acl", "pmid"})
"""Kinds of which a paper has one. Books have several ISBNs, and the big indexes list some papers twice."""

_SHORT_TITLE = 15
"""Titles with fewer letters (Editorial, Introduction) are shared by papers that have nothing in common."""

_LONG_TITLE = 40
_ALIKE_NAMES = 85.0
_ALIKE_WORDS = 75.0
_UNLIKE_TITLES = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateRules:
    """When two records are one paper.

    same_title, doubtful_title
        Likeness of two titles, 0 to 100 (rapidfuzz's ratio of their words in one form): from the first on
        they count as the same, from the second on as doubtful.
    same_authors
        Share of the shorter list of authors, 0 to 1, that must stand in the longer one.
    years_apart, version_years
        How many years may lie between two copies, and between a preprint and its published version.
    """

    same_title: float = 95.0
    doubtful_title: float = 87.0
    same_authors: float = 0.6
    years_apart: int = 1
    version_years: int = 2


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two records are to each other, and why. `score` orders several that are alike: higher is closer."""

    verdict: Verdict
    reason: str = ""
    score: float = 0.0


_DIFFERENT = Likeness("different")


def likeness(one: Outline, other: Outline, rules: DuplicateRules | None = None) -> Likeness:
    """Compare two records; the order of the two does not matter.

    The same: an identifier in common (unless their titles have nothing in common: then doubtful), or title,
    authors and year alike, while no identifier of a kind that a paper has once says otherwise. A version: the
    same title and authors, one a preprint and one of a venue. Doubtful: a person should look.
    """
    rules = rules or DuplicateRules()
    if one.key and one.title == other.title and one == other:
        return Likeness("same", "the same in all that tells papers apart", 400)
    if shared := one.ids & other.ids:
        return _by_id(one, other, sorted(shared))
    if not title_ratio(one.title, other.title, rules):
        return _DIFFERENT
    return _by_title(one, other, rules)


def title_ratio(one: str, other: str, rules: DuplicateRules) -> float:
    """How alike two titles are, as `title_words` gives them: 0 to 100, 0 below `doubtful_title`.

    A title that goes on where the other one ends lacks a subtitle there: doubtful at least.
    """
    if not one or not other:
        return 0.0
    if one == other or one.replace(" ", "") == other.replace(" ", ""):
        return 100.0
    short, long = sorted((one, other), key=len)
    if len(short) >= _SHORT_TITLE and long.startswith(short + " "):
        return rules.doubtful_title
    ratio = fuzz.ratio(one, other, score_cutoff=rules.doubtful_title)
    if ratio >= rules.same_title and not _differ_by_slips(one, other):
        return rules.same_title - 1  # in a long title, another word is a small part of it
    return ratio


def _differ_by_slips(one: str, other: str) -> bool:
    """Whether the words that stand in one title alone are misspellings of each other."""
    ours, theirs = Counter(one.split()), Counter(other.split())
    only_ours, only_theirs = sorted((ours - theirs).elements()), sorted((theirs - ours).elements())
    return len(only_ours) == len(only_theirs) and all(
        fuzz.ratio(a, b) >= _ALIKE_WORDS for a, b in zip(only_ours, only_theirs, strict=True)
    )


def _by_id(one: Outline, other: Outline, shared: Sequence[tuple[str, str]]) -> Likeness:
    said = ", ".join(f"{kind} {value}" for kind, value in shared)
    unlike = (
        bool(one.title and other.title)
        and fuzz.token_set_ratio(one.title, other.title) < _UNLIKE_TITLES
    )
    only_a_book = {kind for kind, _ in shared} == {"isbn"} and one.key != other.key
    if only_a_book:  # the chapters of a book, and the papers of proceedings, share its ISBN
        return Likeness("doubtful", f"{said} is that of both", 10) if not unlike else _DIFFERENT
    if unlike:
        return Likeness("doubtful", f"{said} is that of both, but their titles are not alike", 100)
    kinds = {kind for kind, _ in shared}
    return Likeness("same", said, 200 + 20 * ("doi" in kinds) + 10 * ("acl" in kinds) + len(shared))


def _by_title(one: Outline, other: Outline, rules: DuplicateRules) -> Likeness:
    ratio = title_ratio(one.title, other.title, rules)
    goes_on = ratio < 100 and (
        one.title.startswith(f"{other.title} ") or other.title.startswith(f"{one.title} ")
    )
    if one.numbers != other.numbers and not goes_on:
        return _DIFFERENT
    share = _share_of_authors(one.families, other.families)
    if share is not None and share < rules.same_authors and _are_exchanged(one, other):
        share = 1.0
    gap = None if one.year is None or other.year is None else abs(one.year - other.year)
    if share == 0:
        is_odd = ratio == 100 and len(one.key) >= _LONG_TITLE and (gap or 0) <= rules.years_apart
        return (
            Likeness("doubtful", "the same title, other authors", ratio) if is_odd else _DIFFERENT
        )
    if gap is not None and gap > max(rules.version_years, rules.years_apart):
        return _DIFFERENT
    return _with_authors(one, other, rules, (ratio, share, gap))


def _with_authors(
    one: Outline,
    other: Outline,
    rules: DuplicateRules,
    seen: tuple[float, float | None, int | None],
) -> Likeness:
    ratio, share, gap = seen
    if ratio < rules.same_title and _clash(one, other):
        return _DIFFERENT  # another title, and an identifier of its own
    doubt = _doubt(one, other, rules, seen)
    if doubt:
        return Likeness("doubtful", doubt, ratio)
    if {one.side, other.side} == {"preprint", "published"}:
        return Likeness("version", "a preprint and the version of a venue", ratio)
    if gap is not None and gap > rules.years_apart:
        return Likeness("doubtful", f"{gap} years apart", ratio)
    return Likeness(
        "same", "title, authors and year" if share and gap is not None else "title", ratio
    )


def _doubt(
    one: Outline,
    other: Outline,
    rules: DuplicateRules,
    seen: tuple[float, float | None, int | None],
) -> str:
    """Why a person should look at two records with titles alike; empty where nothing speaks against them."""
    ratio, share, gap = seen
    if ratio < rules.same_title:
        return f"titles are alike ({ratio:.0f} of 100)"
    if share is not None and share < rules.same_authors:
        return f"the same title, {share:.0%} of the authors"
    if share is None and gap is None:
        return "the same title, without authors or year to compare"
    if clash := _clash(one, other):
        return f"the same title, but each its own {clash}"
    if len(one.key) < _SHORT_TITLE and (share is None or one.place != other.place):
        return "the same short title"
    return ""


def _clash(one: Outline, other: Outline) -> str:
    """A kind of identifier of which each has its own, where a paper has one."""
    ours, theirs = dict(one.ids), dict(other.ids)
    return next((k for k in sorted(_OWN_KINDS) if k in ours and k in theirs), "")


def _share_of_authors(one: Sequence[str], other: Sequence[str]) -> float | None:
    """The share of the shorter list that stands in the longer one; None where either is not known."""
    known_ones = [sorted({name for name in names if name}) for names in (one, other)]
    short, long = sorted(known_ones, key=lambda names: (len(names), names))
    if not short:
        return None
    known = set(long)
    n_found = sum(name in known or _stands_in(name, long) for name in short)
    return n_found / len(short)


def _are_exchanged(one: Outline, other: Outline) -> bool:
    """Whether the authors are the same with family and given names exchanged, in each of one list at least."""
    pairs = [list(zip(o.families, o.givens, strict=True)) for o in (one, other) if o.givens]
    if len(pairs) < 2:
        return False
    short, long = sorted(pairs, key=lambda names: (len(names), names))
    known = {(given, family) for family, given in long if family and given}
    return bool(short) and all(pair in known for pair in short)


def _stands_in(name: str, names: Sequence[str]) -> bool:
    """With a slip of the pen, or without its first part (van der Maaten, Maaten)."""
    return any(
        fuzz.ratio(name, other, score_cutoff=_ALIKE_NAMES) > 0
        or (min(len(name), len(other)) >= 4 and (name.endswith(other) or other.endswith(name)))
        for other in names
    )
