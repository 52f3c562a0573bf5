"""The authors at the beginning of a printed reference, in the ways that styles write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tenfold.papers.record import Name

__all__ = ["Names", "names_at"]

_MOST_CHARACTERS = 3_000
_MOST_NAMES = 300
_TOKEN = re.compile(r"""\s*(?:
    (?P<sep>[,;]) | (?P<and>&|and\b|AND\b|und\b|et(?=\s(?!al))|y(?=\s)|with\b)
  | (?P<etal>(?:et\ al|u\.\ a)\b\.?|others\b|…|\.\ ?\.\ ?\.)
  | (?P<initials>(?:[^\W\d_a-zß-ÿ\u3040-\ud7ff]\.(?:[-–](?:[a-zß-ÿ]{1,4}\.)|[-–\ ]?(?=[^\W\d_a-z]\.))?)+
      | (?:Yu|Ch|Th|Ph|Ya|Zh|Kh|Sh|Wm|Jos|Chr)\.)
  | (?P<suffix>(?:Jr|Sr)\b\.?|III?\b|IV\b)
  | (?P<particle>(?:van|von|der|den|de|del|della|di|da|dos|das|do|du
      |la|le|ter|ten|zu|zur|bin|ibn|al|el|af|y|e)\b(?!\.)|d['’](?=[A-Z]))
  | (?P<word>[^\W\d_](?:[^\W\d_]|['’`´ʼ\-‐‑.·](?=[^\W\d_]))*)
)""", re.VERBOSE)  # fmt: skip
_DASH = re.compile(r"(?:[—–―]{1,4}|_{3,}|-{3,})(?=[\s.,(:]|$)")
_EAST_ASIAN = re.compile("[\u3040-\ud7ff]{2,3}")
"""The family name comes first, and has one character mostly."""

_CLOSES = re.compile(r"\s*(\(|[.:,]?\s*[“\"‘'«„]|\d|\[|\.|:)")
_EDITORS = re.compile(r"\s*[,.]?\s*(?:\(?(?:eds?|editors?|hrsg)\b\.?\)?)", re.IGNORECASE)
_NO_NAMES = frozenset(
    {"the", "a", "on", "in", "of", "for", "from", "towards", "toward", "how", "what", "why", "when", "is",
     "are", "learning", "using", "proceedings", "arxiv", "preprint", "journal", "conference", "university",
     "press", "technical", "report", "workshop", "transactions"}
)  # fmt: skip
_Chunk = tuple[list[tuple[str, str]], str]
"""Tokens (kind, text) between two commas or `and`s, and what joins them to the next."""


@dataclass(frozen=True, slots=True)
class Names:
    """The authors, and where in the text they end. `is_dash`: those of the entry before are meant."""

    names: tuple[Name, ...] = ()
    end: int = 0
    is_cut_off: bool = False
    is_dash: bool = False
    closing: str = ""


_NONE = Names()


def names_at(text: str) -> Names:
    """The authors that `text` begins with; no names where it begins with something else.

    >>> [str(n) for n in names_at("Hu, E. J., & van der Shen, Y. (2021). LoRA").names]
    ['E. J. Hu', 'Y. van der Shen']
    >>> [str(n) for n in names_at("Edward J. Hu and Yelong Shen. 2021. LoRA.").names]
    ['Edward J. Hu', 'Yelong Shen']
    """
    text = text[:_MOST_CHARACTERS]
    if dash := _DASH.match(text):
        return Names(end=dash.end(), is_dash=True)
    if text[:2] in (", ", ". ", ": "):  # the dash is a drawn line, which is no text
        return Names(end=1, is_dash=True, closing=text[0])
    chunks, end, cut_off = _chunks(text)
    chunks, end = _without_title(text, chunks, end)
    names = _names(chunks)
    if not names:
        return _NONE
    if editors := _EDITORS.match(text, end):
        end = editors.end()
    closing = _CLOSES.match(text, end)
    closes = closing[1].strip()[:1] if closing else "." if text[end - 1] == "." else ""
    return Names(tuple(names), end, cut_off, closing=closes)


def _chunks(text: str) -> tuple[list[_Chunk], int, bool]:
    """What stands between commas and `and`s, up to what is no name; where it ends; et al."""
    chunks: list[_Chunk] = []
    tokens: list[tuple[str, str]] = []
    at = end = 0
    after_and = False
    while (found := _TOKEN.match(text, at)) and len(chunks) < 2 * _MOST_NAMES:
        kind, said = str(found.lastgroup), found[0].strip()
        if kind == "etal":
            if tokens:
                chunks.append((tokens, ""))
            return chunks, found.end(), True
        if kind in ("sep", "and"):
            if not tokens:
                if not chunks or (kind == "sep" and chunks[-1][1] != "and"):
                    return chunks, end, False
                after_and = after_and or kind == "and"
                if kind == "and":
                    chunks[-1] = (chunks[-1][0], "and")
                at = found.end()
                continue
            chunks.append((tokens, said if kind == "sep" else "and"))
            tokens, end, at = [], found.start(), found.end()
            if kind == "sep" and after_and and _is_whole(chunks):
                suffix = _suffix(text, at)
                return chunks, suffix or end, False
            after_and = after_and or kind == "and"
            continue
        if kind == "word" and _are_given(chunks, tokens, text[found.end() : found.end() + 5]):
            chunks.append((tokens, ""))
            return chunks, at, False
        if not _may_be_name(kind, said, tokens):
            return chunks, end, False
        tokens.append((kind, said))
        at = found.end()
        if _ends_here(text, at, kind) or (kind == "initials" and _are_bare(chunks, tokens)):
            chunks.append((tokens, ""))
            return chunks, at, False
    return chunks, end, False


def _without_title(text: str, chunks: list[_Chunk], end: int) -> tuple[list[_Chunk], int]:
    """Without words of the title: where the first author has initials, one word is no name.

    "S. Kullback, Information Theory and Statistics": `and` joins what it joins in the title.
    """
    if len(chunks) < 2 or chunks[0][0][0][0] != "initials":
        return chunks, end
    kept = list(chunks)
    while len(kept) > 1 and (
        (len(kept[-1][0]) == 1 and kept[-1][0][0][0] == "word")
        or (len(kept) < len(chunks) and kept[-1][1] == "and" and not _has_initials(kept[-1][0]))
    ):
        kept.pop()
    if len(kept) == len(chunks):
        return chunks, end
    last = kept[-1][0][-1][1]
    at = 0
    for tokens, _ in kept:
        for _, said in tokens:
            at = text.find(said, at) + len(said)
    return (kept, at) if text[at - len(last) : at] == last else (chunks, end)


def _has_initials(tokens: Sequence[tuple[str, str]]) -> bool:
    return any(kind == "initials" for kind, _ in tokens)


def _suffix(text: str, at: int) -> int:
    found = _TOKEN.match(text, at)
    return found.end() if found and found.lastgroup == "suffix" else 0


def _may_be_name(kind: str, said: str, tokens: Sequence[tuple[str, str]]) -> bool:
    if len(tokens) >= 7:
        return False
    if kind != "word":
        return True
    is_upper = said[0].isupper() or not said[0].islower() or "-" in said[:3]
    return is_upper and (said.casefold() not in _NO_NAMES or (said == "A" and bool(tokens)))


def _ends_here(text: str, at: int, kind: str) -> bool:
    """Whether the list is closed after a token: a full stop after a word, a bracket, a year ..."""
    rest = text[at : at + 4]
    if kind in ("word", "suffix") and rest[:1] == ".":
        return True
    return (
        rest.lstrip()[:1] in ("(", ":", "“", '"', "[", "‘", "«", "„") or rest.lstrip()[:1].isdigit()
    )


def _are_given(chunks: Sequence[_Chunk], tokens: Sequence[tuple[str, str]], follows: str) -> bool:
    """Whether the initials after a family name are whole, where the list is ``Family, G. H., Family, G.``

    `follows` comes after the next word: "Given Family, G. Family, and" goes on there.
    """
    if len(chunks) == 1 and len(chunks[0][0]) > 1 and re.match(r",|\s+(?:and|&)\s", follows):
        return False
    return (
        len(chunks) % 2 == 1
        and chunks[-1][1] == ","
        and not any(_has_initials(family) for family, _ in chunks[::2])
        and (len(chunks) == 1 or _is_initials(chunks[1][0]))
        and bool(tokens)
        and tokens[0][0] == "initials"
        and _is_initials(tokens)
    )


def _are_bare(chunks: Sequence[_Chunk], tokens: Sequence[tuple[str, str]]) -> bool:
    """Whether ``Family GM`` is the way of this list, so that the full stop after one is its end."""
    first = chunks[0][0] if chunks else []
    return (
        len(first) > 1 and len(tokens) > 1 and first[-1][0] == "word" and _is_initials(first[-1:])
    )


def _is_whole(chunks: Sequence[_Chunk]) -> bool:
    """Whether the last chunk is a name by itself, and not a family name whose initials come."""
    tokens = chunks[-1][0]
    if _is_initials(tokens) or tokens[0][0] == "initials":
        return True
    inverted = len(chunks) >= 3 and _is_initials(chunks[1][0])
    return not inverted and (len(tokens) > 1 or _is_given_first(chunks))


def _is_initials(tokens: Sequence[tuple[str, str]]) -> bool:
    named = [token for token in tokens if token[0] not in ("suffix", "particle")]
    return bool(named) and all(
        kind == "initials" or (kind == "word" and len(said) <= 2 and said.isupper())
        for kind, said in named
    )


def _is_given_first(chunks: Sequence[_Chunk]) -> bool:
    return len(chunks[0][0]) > 1 and not _is_initials(chunks[min(1, len(chunks) - 1)][0])


def _names(chunks: Sequence[_Chunk]) -> list[Name]:
    """Chunks as names: each one, or a family name and the given names after it."""
    if not chunks:
        return []
    pairs = _is_inverted(chunks)
    by_initials = all(tokens[0][0] == "initials" for tokens, _ in chunks)
    names: list[Name] = []
    i = 0
    while i < len(chunks):
        tokens = chunks[i][0]
        follows = chunks[i + 1][0] if i + 1 < len(chunks) else []
        is_pair = bool(follows) and chunks[i][1] == "," and not _is_initials(tokens) and (
            _is_initials(follows) or pairs == "all" or (pairs == "first" and i == 0)
        )  # fmt: skip
        if is_pair:
            names.append(_inverted(tokens, follows))
            i += 2
        elif _is_initials(tokens) and names and len(tokens) == 1 and not names[-1].given:
            names[-1] = Name(names[-1].family, _said(tokens))
            i += 1
        else:
            names.append(_direct(tokens, by_initials=by_initials))
            i += 1
    return [name for name in names if name.family]


def _is_inverted(chunks: Sequence[_Chunk]) -> str:
    """Whether ``Family, Given`` is written for ``all``, the ``first`` or no ("") author."""
    if len(chunks) < 2 or chunks[0][1] != ",":
        return ""
    first, second = chunks[0][0], chunks[1][0]
    if _is_initials(second):
        return "all" if len(chunks) < 4 or _is_initials(chunks[3][0]) else "first"
    n_words = sum(kind != "particle" for kind, _ in first)
    if n_words > 1 and not _all_pairs(chunks):
        return ""
    if _has_initials(first):
        return ""
    return "all" if len(chunks) > 2 and _all_pairs(chunks) else "first"


def _all_pairs(chunks: Sequence[_Chunk]) -> bool:
    """Semicolons between names, or one word at each even place and an even number of chunks."""
    if any(sep == ";" for _, sep in chunks):
        return True
    families = [tokens for tokens, _ in chunks[::2]]
    joints = [sep for _, sep in chunks[::2]]
    return (
        len(chunks) % 2 == 0
        and all(len([t for t in f if t[0] != "particle"]) == 1 for f in families)
        and all(sep == "," for sep in joints)
    )


def _inverted(family: Sequence[tuple[str, str]], given: Sequence[tuple[str, str]]) -> Name:
    particles = [said for kind, said in given if kind == "particle"]
    rest = [token for token in given if token[0] != "particle"]
    return Name(" ".join((*particles, _said(family))), _said(rest))


def _direct(tokens: Sequence[tuple[str, str]], *, by_initials: bool = False) -> Name:
    """``Given M. van Family``, ``Family GM``, or one word; `by_initials`: all given names are initials."""
    named = [token for token in tokens if token[0] != "suffix"]
    if len(named) == 1 and _EAST_ASIAN.fullmatch(named[0][1]):
        return Name(named[0][1][0], named[0][1][1:])
    if len(named) > 1 and _is_initials(named[-1:]) and not _is_initials(named[:1]):
        return Name(_said(named[:-1]), named[-1][1])  # Family GM
    if by_initials and not _is_initials(named):
        n_initials = next(i for i, (kind, _) in enumerate(named) if kind != "initials")
        return Name(_said(named[n_initials:]), _said(named[:n_initials]))
    particle = next((i for i, (kind, _) in enumerate(named) if kind == "particle" and i), None)
    cut = particle if particle is not None and particle < len(named) - 1 else len(named) - 1
    return Name(_said(named[cut:]), _said(named[:cut])) if named else Name("")


def _said(tokens: Sequence[tuple[str, str]]) -> str:
    return " ".join(said for _, said in tokens)
