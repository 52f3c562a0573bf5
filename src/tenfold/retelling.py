"""Finished English sentences in another language: findings, notices and errors on pages.

What was found, or went wrong, is kept and thrown as a finished English sentence, often years before somebody
reads it in another language. So its template (see `tenfold.wording`) is looked for among those that the
catalogue translates, and what stands in its fields goes over into the translation.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter

from tenfold.language import LOCALE, Translate, translator

__all__ = ["retelling"]

_CONTEXT = "worded\x04"
"""How the compiled catalogue marks the templates of `tenfold.wording`; `scripts/translations.py` says so."""

_LONGEST = 2_000
"""Characters; no message is longer, and what is should not be searched through."""

_MOST_PIECES, _MOST_TRIES, _DEEPEST = 16, 300, 4
_NUMBER = r"[-+]?(?:\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?%?|nan|inf)"
_QUOTED = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
_TOLD = r".+"
_FREE = r"""(?:(?!; |[a-z)%'"][.?!] [A-Z\d])[^\n])+?"""
"""Anything that does not go on into the next clause or sentence."""

_NEXT_SENTENCE = re.compile(r"(?<=[.?!]) ")
_ENDS = ("。", "！", "？", "：")

_Try = Callable[[str], str | None]


def retelling(language: str = "en", *, locale: Path = LOCALE) -> Translate:
    """A function from a finished English text to the same in `language`; what it does not know stays.

    Raises InputError for a language that tenfold does not speak.
    """
    if language == "en":
        return translator(language)
    translator(language)  # asks whether it is spoken
    return _retelling(locale / language / "LC_MESSAGES" / "tenfold.mo")


@cache
def _retelling(path: Path) -> Translate:
    retold = _Retelling(_catalogue(path) if path.exists() else {})
    return lru_cache(maxsize=4096)(retold.text)


def _catalogue(path: Path) -> dict[str, str]:
    """The messages of a compiled catalogue (GNU gettext's .mo): Python reads one without listing them."""
    stored = path.read_bytes()
    order = "<" if stored[:4] == b"\xde\x12\x04\x95" else ">"
    n, english, other = struct.unpack_from(f"{order}3I", stored, 8)

    def texts(table: int) -> Iterator[str]:
        for i in range(n):
            length, start = struct.unpack_from(f"{order}2I", stored, table + 8 * i)
            yield stored[start : start + length].decode("utf-8")

    return {
        message: said for message, said in zip(texts(english), texts(other), strict=True) if message
    }


@dataclass(frozen=True, slots=True)
class _Template:
    """`told` are the fields whose values are to be said in the other language too."""

    pattern: re.Pattern[str]
    start: str
    end: str
    n_letters: int
    told: frozenset[str]
    translation: str


def _template(message: str, translation: str) -> _Template | None:
    """None where there is no field, or nothing but fields."""
    try:
        pieces = list(Formatter().parse(message))
    except ValueError:  # a lone brace: no template
        return None
    literals = [literal for literal, *_ in pieces]
    n_letters = sum(map(len, literals))
    named = [(name, spec or "", conversion) for _, name, spec, conversion in pieces if name]
    if not named or not n_letters or not all(name.isidentifier() for name, *_ in named):
        return None
    pattern, seen = "", set[str]()
    for literal, name, spec, conversion in pieces:
        pattern += re.escape(literal)
        if name:
            pattern += f"(?P={name})" if name in seen else f"(?P<{name}>{_value(spec, conversion)})"
            seen.add(name)
    return _Template(
        pattern=re.compile(pattern),
        start=literals[0],
        end=literals[-1] if pieces[-1][1] is None else "",
        n_letters=n_letters,
        told=frozenset(name for name, _, conversion in named if conversion == "s"),
        translation=translation,
    )


def _value(spec: str | None, conversion: str | None) -> str:
    if conversion == "s":
        return _TOLD
    if conversion == "r":
        return _QUOTED
    return _NUMBER if spec else _FREE


def _filled(template: str, values: Mapping[str, str]) -> str:
    pieces = Formatter().parse(template)
    return "".join(literal + (values[name] if name else "") for literal, name, *_ in pieces)


@dataclass(slots=True)
class _Effort:
    """How much is still tried for one text, which may be somebody's own and made to be tried for ever."""

    left: int = _MOST_TRIES
    depth: int = 0


class _Retelling:
    """The catalogue of one language, turned over."""

    def __init__(self, catalogue: Mapping[str, str]) -> None:
        worded = {
            message.removeprefix(_CONTEXT): said
            for message, said in catalogue.items()
            if message.startswith(_CONTEXT)
        }
        self._said = {**catalogue, **worded}
        made = (_template(message, said) for message, said in worded.items())
        found = [template for template in made if template is not None]
        self._templates = sorted(
            found, key=lambda t: (-t.n_letters, -len(t.told), t.pattern.pattern)
        )

    def text(self, text: str) -> str:
        """A whole message: sentences, in one line or in several."""
        if len(text) > _LONGEST:
            return text
        teller = _Teller(self._said, self._templates, _Effort())
        return teller.known(text) or "\n".join(map(teller.line, text.split("\n")))


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells one text."""

    said: Mapping[str, str]
    templates: Sequence[_Template]
    effort: _Effort

    def line(self, line: str) -> str:
        """A line; where nothing of it is known, as it is."""
        said = line.strip()
        if not said:
            return line
        told = self._sentences(said, self._strictly, whole=True)
        told = told or self._sentences(said, self._loosely, whole=False)
        return line.replace(said, told, 1) if told else line

    def _sentences(self, text: str, tell: _Try, *, whole: bool) -> str | None:
        told = _piecewise(_NEXT_SENTENCE.split(text), " ", tell, whole=whole)
        if told is None:
            return None
        return "".join(f"{one} " if one[-1:].isascii() else one for one in told).rstrip()

    def _strictly(self, text: str) -> str | None:
        return self.known(text) or self._clauses(text, whole=True)

    def _loosely(self, text: str) -> str | None:
        return self._strictly(text) or self._clauses(text, whole=False) or self._after_colon(text)

    def _clauses(self, text: str, *, whole: bool) -> str | None:
        """``a; b.`` where a and b are known, or one of them."""
        body = text.removesuffix(".")
        told = _piecewise(body.split("; "), "; ", self.known, whole=whole)
        if told is None:
            return None
        said = "；".join(told)
        return f"{said}。" if body != text and not said.endswith(_ENDS) else said

    def _after_colon(self, text: str) -> str | None:
        """``studies/a.toml: margin: it has to be a number.``: places stay, the sentence is told."""
        at = text.find(": ")
        while at > 0:
            if told := self._strictly(text[at + 2 :]):
                return f"{text[:at]}：{told}"
            at = text.find(": ", at + 2)
        return None

    def known(self, text: str) -> str | None:
        """What a message or a template of the catalogue says; None for any other text."""
        if said := self.said.get(text):
            return said
        self.effort.left -= 1
        if self.effort.left < 0:
            return None
        for template in self.templates:
            if text.startswith(template.start) and text.endswith(template.end):
                match = template.pattern.fullmatch(text)
                if match and (told := self._in(template, match.groupdict())):
                    return told
        return None

    def _in(self, template: _Template, values: dict[str, str]) -> str | None:
        """None where a value has no translation that should have one: then it is another template."""
        if template.told and self.effort.depth == _DEEPEST:
            return None
        self.effort.depth += 1
        try:
            for name in template.told:
                told = self._value(values[name])
                if told is None:
                    return None
                values[name] = told
        finally:
            self.effort.depth -= 1
        return _filled(template.translation, values)

    def _value(self, text: str) -> str | None:
        """A list of words, a sentence, or clauses."""
        if ", " in text and (listed := _piecewise(text.split(", "), ", ", self.known, whole=True)):
            return "、".join(listed)
        return self._strictly(text)


def _piecewise(pieces: list[str], glue: str, tell: _Try, *, whole: bool) -> list[str] | None:
    """What is known of the pieces, or of several in a row; the others stay.

    None where nothing is known, or, if it is to be `whole`, where one of them is not.
    """
    if len(pieces) > _MOST_PIECES:
        return None
    told, at, n_known = list[str](), 0, 0
    while at < len(pieces):
        ends = range(at + 1, len(pieces) + 1)
        found = ((tell(glue.join(pieces[at:end])), end) for end in ends)
        known = next(((said, end) for said, end in found if said), None)
        if known is None and whole:
            return None
        said, end = known or (pieces[at], at + 1)
        n_known += known is not None
        told.append(said)
        at = end
    return told if n_known else None
