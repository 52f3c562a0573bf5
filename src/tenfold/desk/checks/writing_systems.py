"""TF-DATA-042: texts in another script than the rest, and words that mix look-alike letters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from tenfold.desk.check import Check
from tenfold.desk.checks.places import N_PLACES, excerpt
from tenfold.desk.examined import Examined
from tenfold.findings import Finding, Place
from tenfold.models.scripts import SIGNS, script_of
from tenfold.wording import worded

__all__ = ["CHECK", "main_script", "mixed_words", "scripts_finding"]

_MINORITY = 0.05
"""A script that leads in less than 5 % of the texts is worth a look; more is what the data are about."""

_JAPANESE = frozenset({"Hiragana", "Katakana", "Han", "Prolonged"})
_LEAST_KANA = 0.2
"""Japanese has more of them; a Chinese text may hold one in an emoticon."""

_FORMS = {"Fullwidth": "full-width letters", "Mathematical": "mathematical letters"}
"""Latin letters in disguise, by what Unicode calls them."""

_MOST_READ = 2_000
"""So many characters of a text tell its script."""

_ALIKE = ("Latin", "Cyrillic", "Greek")
_LETTERS_NOT_LATIN = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")
_WORD = re.compile(r"[^\W\d_]{3,}")


def scripts_finding(texts: Sequence[str]) -> Finding:
    """Which script leads in each text; those of scripts that lead in less than 5 % of them.

    Also words in which Latin, Cyrillic and Greek letters mix: they look like one word and are another
    to a tokenizer.
    """
    leads = [main_script(text) for text in texts]
    counts = Counter(lead for lead in leads if lead)
    n = max(sum(counts.values()), 1)
    few = {script for script, count in counts.items() if count < _MINORITY * n}
    odd = [row for row, lead in enumerate(leads) if lead in few]
    mixed = [(row, words[0]) for row, text in enumerate(texts) if (words := mixed_words(text))]
    shares = ", ".join(f"{script} {count / n:.1%}" for script, count in counts.most_common(4))
    shown = [Place(row=row + 1, excerpt=f"{leads[row]}: {excerpt(texts[row])}") for row in odd]
    alike = [Place(row=row + 1, excerpt=f"mixed letters: {_spelt(word)}") for row, word in mixed]
    n_alike = min(len(alike), max(N_PLACES - len(shown), 2))
    is_found = bool(odd or mixed)
    return Finding(
        code="TF-DATA-042",
        severity="warn" if mixed else "note",
        state="found" if is_found else "clean",
        message=_message(shares, sorted(few), len(odd), len(mixed)),
        count=len({*odd, *(row for row, _ in mixed)}),
        places=(*shown[: N_PLACES - n_alike], *alike[:n_alike]),
        remedy=worded(
            "Look at them; if they do not belong here: tenfold data clean {name} --drop-rows FILE",
            name="NAME",
        )
        if is_found
        else "",
        details={"scripts": dict(counts.most_common()), "n_mixed_words": len(mixed)},
    )


def main_script(text: str) -> str | None:
    """The script of most letters, None where there is no letter; Japanese where there are kana.

    >>> [main_script(text) for text in ("ok!", "好吃", "それは漢字", "...")]
    ['Latin', 'Han', 'Japanese', None]
    """
    if text.isascii():
        return "Latin" if any(map(str.isalpha, text)) else None
    counts = Counter(map(script_of, text[:_MOST_READ]))
    del counts[SIGNS]
    if not counts:
        return None
    japanese = sum(counts[script] for script in _JAPANESE)
    if japanese and japanese - counts["Han"] >= _LEAST_KANA * japanese:
        counts["Japanese"] = japanese
    lead = max(sorted(counts), key=counts.__getitem__)
    return _FORMS.get(lead, lead)


def mixed_words(text: str) -> list[str]:
    """Words with Latin letters among Cyrillic or Greek ones; µ, and a Greek letter alone, are fine."""
    if text.isascii() or not _LETTERS_NOT_LATIN.search(text):
        return []
    return [word for word in _WORD.findall(text) if _is_mixed(word)]


def _is_mixed(word: str) -> bool:
    scripts = Counter(script_of(character) for character in word)
    used = [scripts[script] for script in _ALIKE if scripts[script]]
    looks_cyrillic = scripts["Cyrillic"] > 0
    return len(used) > 1 and (looks_cyrillic or min(used) > 1)


def _spelt(word: str) -> str:
    strange = Counter(script_of(c) for c in word).most_common()[-1][0]
    which = ", ".join(f"{c} is {script_of(c)}" for c in word if script_of(c) == strange)
    return f"{excerpt(word)} ({excerpt(which)})"


def _message(shares: str, few: list[str], n_odd: int, n_mixed: int) -> str:
    said = [shares or worded("no letters")]
    if n_odd:
        said.append(
            worded(
                "{n:,} text is mostly in {scripts}"
                if n_odd == 1
                else "{n:,} texts are mostly in {scripts}",
                n=n_odd,
                scripts=", ".join(few),
            )
        )
    if n_mixed:
        said.append(
            worded(
                "{n:,} text mixes look-alike letters of two scripts in a word"
                if n_mixed == 1
                else "{n:,} texts mix look-alike letters of two scripts in a word",
                n=n_mixed,
            )
        )
    return "; ".join(said) + "."


def _find(examined: Examined) -> Finding:
    return scripts_finding(examined.texts)


CHECK = Check(code="TF-DATA-042", what="scripts", find=_find)
