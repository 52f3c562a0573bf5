"""Weak labels: words that speak for a class. They are plain words, so no rule can take long.

A rules file is TOML: each key is a class, its value a list of words or phrases.

    Migraine = ["headache", "light sensitiv*"]
    "Common Cold" = ["runny nose", "sneez*"]

Case does not matter. Words stand by themselves (``cold`` is not in ``scold``), `*` at the end of a word stands
for any ending, and between the words of a phrase there is white space. In scripts that put no space between
words, a phrase may stand anywhere.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenfold.errors import DataError, nearest

__all__ = ["Rule", "Votes", "matches", "read_rules", "vote"]

_MOST_BYTES, _MOST_RULES, _MOST_LETTERS = 1_000_000, 2_000, 200
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A text with `phrase` in it is probably of the class `label`."""

    label: str
    phrase: str


@dataclass(frozen=True)
class Votes:
    """What the rules say of some texts: `by_text[i]` are the rules that match the text i."""

    rules: tuple[Rule, ...]
    by_text: tuple[tuple[Rule, ...], ...]

    def label(self, i: int) -> str | None:
        """The class that all matching rules speak for; None where none matches, or they contradict."""
        labels = {rule.label for rule in self.by_text[i]}
        return labels.pop() if len(labels) == 1 else None

    def is_conflict(self, i: int) -> bool:
        """Whether rules of several classes match the text."""
        return len({rule.label for rule in self.by_text[i]}) > 1


def read_rules(path: Path, classes: Sequence[str]) -> tuple[Rule, ...]:
    """The rules of a file.

    Raises DataError (TF-DATA-074) for what is no such file, a class that is not among `classes`, and phrases
    without a letter or digit.
    """
    try:
        content = path.read_bytes()
        said = tomllib.loads(content.decode("utf-8")) if len(content) <= _MOST_BYTES else None
    except OSError as error:
        raise _refused(path, f"cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _refused(path, f"is not valid TOML: {error}.") from None
    if said is None:
        raise _refused(path, f"has more than {_MOST_BYTES:,} bytes.")
    rules = tuple(
        Rule(label, phrase)
        for label, phrases in said.items()
        for phrase in _checked(path, label, phrases, classes)
    )
    if not 0 < len(rules) <= _MOST_RULES:
        raise _refused(path, f"has {len(rules)} rules; from 1 to {_MOST_RULES:,} are possible.")
    return rules


def _checked(path: Path, label: str, phrases: Any, classes: Sequence[str]) -> list[str]:
    if label not in classes:
        raise _refused(path, f"no class {label!r}.", nearest(label, classes))
    if not isinstance(phrases, list) or not all(isinstance(phrase, str) for phrase in phrases):
        raise _refused(path, f"{label!r} must be a list of words.")
    for phrase in phrases:
        if len(phrase) > _MOST_LETTERS or not any(c.isalnum() for c in phrase):
            short = phrase[:40]
            raise _refused(path, f"{short!r} is no phrase (1 to {_MOST_LETTERS} characters).")
    return list(dict.fromkeys(phrases))


def _refused(path: Path, message: str, remedy: str | None = None) -> DataError:
    usual = 'Wanted, a line a class: "Common Cold" = ["runny nose", "sneez*"]'
    return DataError(message, code="TF-DATA-074", where=path.name, remedy=remedy or usual)


def vote(rules: Sequence[Rule], texts: Sequence[str]) -> Votes:
    """Which rules match which texts. Time grows with their numbers and lengths alone."""
    compiled = [(rule, _pattern(rule.phrase)) for rule in rules]
    evened = [_evened(text) for text in texts]
    found = (tuple(rule for rule, pattern in compiled if pattern.search(text)) for text in evened)
    return Votes(tuple(rules), tuple(found))


def matches(phrase: str, text: str) -> bool:
    """Whether a phrase stands in a text.

    >>> matches("light sensitiv*", "Light  sensitivity, and pain"), matches("cold", "he scolded")
    (True, False)
    """
    return _pattern(phrase).search(_evened(text)) is not None


def _pattern(phrase: str) -> re.Pattern[str]:
    r"""Escaped words. `\w*` and `\s+` never match the same character, so nothing is tried twice."""
    words = _evened(phrase).split()
    parts = [re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "") for word in words]
    body = r"\s+".join(parts)
    if _UNSPACED.search(phrase):
        return re.compile(body)
    before = r"(?<!\w)" if words[0][0].isalnum() else ""
    after = r"(?!\w)" if words[-1][-1].isalnum() else ""
    return re.compile(before + body + after)


def _evened(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
