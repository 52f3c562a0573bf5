"""TF-DATA-041: which languages the texts are in, and those in another than the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tenfold.desk.check import Check
from tenfold.desk.checks.places import N_PLACES, excerpt
from tenfold.desk.examined import Examined
from tenfold.findings import Finding, Place
from tenfold.models.scripts import script_of
from tenfold.wording import worded

__all__ = ["CHECK", "Languages", "languages_finding", "languages_of"]

_N_LOOKED_AT = 2_000
_MOST_READ = 300
_FEWEST_LETTERS = 40
_FEWEST_WORDS = 5
_FEWEST_SIGNS = 8
"""In scripts where a character is a word or a syllable."""

_ESTABLISHED = 0.1
"""A language that leads in a tenth of the texts is one of the data's own, and needs no second look."""

_SURE = 0.9

_MOST_WRITTEN = ("ENGLISH", "FRENCH", "GERMAN", "ITALIAN", "PORTUGUESE", "SPANISH")
"""Large models that are always asked, beside those of the languages that the small ones named."""

_Guess = Callable[[str], tuple[str, float]]
"""The likeliest language of a text, and how likely it is (0 to 1)."""


@dataclass(frozen=True, slots=True)
class Languages:
    """The language of each row that was long enough to tell, out of `n_looked_at` evenly spread ones."""

    by_row: dict[int, str]
    n_looked_at: int


def languages_of(texts: Sequence[str]) -> Languages:
    """Tell languages by lingua (n-gram models; Stahl 2023), strictly: a strange one must be sure twice.

    At most 2,000 texts, evenly spread, are looked at; those under 40 letters or 5 words (8 Chinese
    characters) are not judged. The small models guess first. Where their guess is not one of the languages
    that lead in a tenth of the texts or more, the large ones of the languages that were guessed (up to
    1 GB of memory) must agree with 0.9 on the whole and on each half: slang and names are taken for
    all sorts of languages.

    Raises ImportError where lingua is not installed.
    """
    rows = np.linspace(0, len(texts) - 1, min(len(texts), _N_LOOKED_AT)).astype(int).tolist()
    long = {row: texts[row][:_MOST_READ] for row in rows if _is_long(texts[row][:_MOST_READ])}
    guess = _guesser()
    by_row = {row: guess(text)[0] for row, text in long.items()}
    counts = Counter(by_row.values())
    own = {name for name, n in counts.items() if n >= _ESTABLISHED * len(long)}
    own = own or {name for name, _ in counts.most_common(1)}
    doubtful = {row: name for row, name in by_row.items() if name not in own}
    if doubtful:
        large, main = _guesser({*counts}), counts.most_common(1)[0][0]
        for row, name in doubtful.items():
            by_row[row] = name if _is_sure(long[row], name, large) else main
    return Languages(by_row, len(rows))


def _is_long(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    if len(letters) >= _FEWEST_LETTERS and len(text.split()) >= _FEWEST_WORDS:
        return True
    signs = [
        c for c in letters if script_of(c) in ("Han", "Hiragana", "Katakana", "Hangul", "Thai")
    ]
    return len(signs) >= _FEWEST_SIGNS


def _is_sure(text: str, name: str, guess: _Guess) -> bool:
    words = text.split()
    middle = len(words) // 2
    halves = [" ".join(words[:middle]), " ".join(words[middle:])] if middle else []
    whole, certainty = guess(text)
    return whole == name and certainty >= _SURE and all(guess(half)[0] == name for half in halves)


def _guesser(among: set[str] | None = None) -> _Guess:
    """By the small models of all languages, or by the large ones of a few and of the most written ones."""
    from lingua import Language, LanguageDetectorBuilder

    apart = (Language.LATIN, Language.ESPERANTO)  # hardly anyone writes them, many words look it
    builder = LanguageDetectorBuilder.from_all_languages_without(*apart).with_low_accuracy_mode()
    if among is not None:
        wanted = {name.upper() for name in among} | {*_MOST_WRITTEN}
        few = [language for language in Language.all() if language.name in wanted]
        builder = LanguageDetectorBuilder.from_languages(*few)
    detector = builder.build()

    def guess(text: str) -> tuple[str, float]:
        first = detector.compute_language_confidence_values(text)[0]
        return first.language.name.capitalize(), first.value

    return guess


def languages_finding(languages: Languages, texts: Sequence[str]) -> Finding:
    """The mix; found where a text is in another language than most of the others."""
    by_row = languages.by_row
    counts = Counter(by_row.values()).most_common()
    n = len(by_row)
    other = {name for name, _ in counts[1:]}
    n_of = dict(counts)
    rows = [row for row, name in by_row.items() if name in other]
    rows.sort(key=lambda row: (n_of[by_row[row]], row))  # the rarest first
    mix = ", ".join(f"{name} {count / n:.1%}" for name, count in counts[:5])
    return Finding(
        code="TF-DATA-041",
        severity="note",
        state="found" if rows else "clean",
        message=worded(
            "of {looked:,} text looked at, {n:,} long enough to tell: {mix}."
            if languages.n_looked_at == 1
            else "of {looked:,} texts looked at, {n:,} long enough to tell: {mix}.",
            looked=languages.n_looked_at,
            n=n,
            mix=mix,
        )
        if n
        else worded("no text is long enough to tell its language."),
        count=len(rows),
        places=tuple(
            Place(row=row + 1, excerpt=f"{by_row[row]}: {excerpt(texts[row])}")
            for row in rows[:N_PLACES]
        ),
        remedy=worded(
            "If these do not belong here: tenfold data clean {name} --drop-rows FILE; if they "
            "do, choose an encoder that knows their languages.",
            name="NAME",
        )
        if rows
        else "",
        details={"languages": dict(counts), "n_looked_at": languages.n_looked_at, "n_judged": n},
    )


def _find(examined: Examined) -> Finding:
    try:
        languages = languages_of(examined.texts)
    except ImportError:
        return Finding(
            "TF-DATA-041", "note", "skipped",
            worded("languages: not told without lingua: pip install lingua-language-detector"),
        )  # fmt: skip
    return languages_finding(languages, examined.texts)


CHECK = Check(code="TF-DATA-041", what="languages", find=_find, is_deep=True)
