"""The citation keys that a study or a text uses."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tenfold.errors import InputError, nearest

__all__ = ["Cited", "cited_by", "cited_in_markdown", "cited_in_tex"]

_MAX_BYTES = 20_000_000
_MAX_FILES = 1_000

_OPTION = r"\s*\[(?:[^\[\]{}]|\{[^{}]*\})*\]"
_KEYS = rf"(?:\s*\([^(){{}}]*\)){{0,2}}(?:{_OPTION}){{0,2}}\s*\{{([^{{}}]*)\}}"
_CITE = re.compile(rf"\\([A-Za-z]*[cC]ite[A-Za-z]*)\*?{_KEYS}")
_NEXT = re.compile(_KEYS)
_NO_CITES = frozenset({"citestyle", "setcitestyle", "citetext", "citesetup", "citename", "bibcite"})
_INPUT = re.compile(r"\\(?:input|include|subfile)\s*\{([^{}]+)\}")
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*\n?[ \t]*")
_VERB = re.compile(r"\\(?:verb|lstinline)\*?([^\sA-Za-z*\[{])[^\n]*?\1")
_VERBATIM = re.compile(r"\\begin\{(verbatim\*?|Verbatim|lstlisting|minted|comment)\}|\\iffalse\b")

_AT = re.compile(r"(?<![\w@./])@(?:\{([^{}\s]+)\}|(\w+(?:[:.#$%&\-+?<>~/]+\w+)*))")
_CODE = re.compile(r"`[^`\n]*`")
_NO_PAPER = re.compile(r"(fig|tbl|eq|sec|lst):")  # what pandoc-crossref refers to


@dataclass(frozen=True, slots=True)
class Cited:
    """Keys in the order of their first use; `everything`: the text asks for all that there is."""

    keys: tuple[str, ...] = ()
    everything: bool = False


def cited_by(source: str, studies: Path) -> Cited:
    """What a study cites (by its name, from the folder `studies`), or a file: .tex, .md or .toml.

    A .tex file is read with those it inputs. Raises InputError where there is no such study or file.
    """
    path = Path(source)
    ending = path.suffix.casefold()
    if ending == ".tex":
        return cited_in_tex("\n".join(_tex_texts(path)))
    if ending in (".md", ".markdown", ".qmd", ".rmd"):
        return cited_in_markdown(_text(path))
    if ending == ".toml":
        return Cited(_declared(path))
    if ending in (".bib", ".pdf", ".docx", ".aux"):
        raise InputError(
            "papers are found in .tex, .md and the declarations of studies.",
            code="TF-PAPER-OUT",
            where=source,
            remedy="Name the text itself, or a study.",
        )
    known = sorted(p.stem for p in studies.glob("*.toml"))
    if source not in known:
        remedy = nearest(source, known) if known else "A text is named with its ending: paper.tex"
        raise InputError(f"no study {source!r}.", code="TF-PAPER-OUT", remedy=remedy)
    return Cited(_declared(studies / f"{source}.toml"))


def cited_in_tex(text: str) -> Cited:
    r"""The keys of every command that cites, in LaTeX with BibTeX, natbib or biblatex.

    >>> cited_in_tex(r"\citep[see][p.~3]{hu2021lora, b} % \cite{not}").keys
    ('hu2021lora', 'b')
    """
    plain = _COMMENT.sub(r"\1", _without_verbatim(_VERB.sub("", text)))
    keys: dict[str, None] = {}
    for match in _CITE.finditer(plain):
        name = match[1]
        if name in _NO_CITES or name.startswith("Declare"):
            continue
        keys.update(dict.fromkeys(_split(match[2])))
        at = match.end()
        while name.casefold().endswith("cites") and (more := _NEXT.match(plain, at)):
            keys.update(dict.fromkeys(_split(more[1])))
            at = more.end()
    everything = keys.pop("*", 0) is None
    return Cited(tuple(keys), everything)


def _split(listed: str) -> Iterator[str]:
    keys = (" ".join(key.split()) for key in listed.split(","))
    return (key for key in keys if key and not set(key) & set("#\\"))


def _without_verbatim(text: str) -> str:
    """Without what is shown as it stands, and what is never set; in one pass."""
    kept, at = [], 0
    while match := _VERBATIM.search(text, at):
        kept.append(text[at : match.start()])
        closing = rf"\end{{{match[1]}}}" if match[1] else r"\fi"
        end = text.find(closing, match.end())
        if end < 0:
            return "".join(kept)
        at = end + len(closing)
    return "".join((*kept, text[at:]))


def _tex_texts(path: Path) -> Iterator[str]:
    """A file and those that it inputs, each once, by names from its folder as LaTeX finds them."""
    seen: set[Path] = set()
    waiting = [path]
    while waiting and len(seen) < _MAX_FILES:
        file = waiting.pop(0)
        if file.resolve() in seen:
            continue
        seen.add(file.resolve())
        text = _text(file)
        yield text
        plain = _COMMENT.sub(r"\1", _without_verbatim(text))
        for name in (match[1].strip() for match in _INPUT.finditer(plain)):
            named = (path.parent / f"{name}.tex", path.parent / name)
            waiting += [p for p in named if p.suffix == ".tex" and _is_file(p)][:1]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long, or holds NUL
        return False


def cited_in_markdown(text: str) -> Cited:
    """The keys that Pandoc and Quarto would cite: ``@key``, ``[@key; @other]``, ``@{key}``; not in code.

    >>> cited_in_markdown("As [@hu2021lora, p. 3] say; a@b.org, `@code`").keys
    ('hu2021lora',)
    """
    keys: dict[str, None] = {}
    for line in _prose(text):
        for match in _AT.finditer(_CODE.sub("", line)):
            key = match[1] or match[2]
            if not _NO_PAPER.match(key):
                keys[key] = None
    return Cited(tuple(keys))


def _prose(text: str) -> Iterator[str]:
    """The lines outside fenced code and comments."""
    fence = ""
    for line in _without_comments(text).splitlines():
        start = line.strip()[:3]
        if start in ("```", "~~~") and fence in ("", start):
            fence = "" if fence else start
        elif not fence:
            yield line


def _without_comments(text: str) -> str:
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0:
        kept.append(text[at:start])
        end = text.find("-->", start)
        if end < 0:
            return "".join(kept)
        at = end + 3
    return "".join((*kept, text[at:]))


def _declared(path: Path) -> tuple[str, ...]:
    """`papers` of a declaration, which need not be right otherwise."""
    try:
        study = tomllib.loads(_text(path)).get("study", {})
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"no TOML: {error}.", code="TF-PAPER-OUT", where=str(path)) from None
    papers = study.get("papers", []) if isinstance(study, dict) else []
    if not isinstance(papers, list) or not all(isinstance(key, str) for key in papers):
        raise InputError(
            "study.papers must be a list of citation keys.", code="TF-PAPER-OUT", where=str(path)
        )
    return tuple(dict.fromkeys(papers))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError(
                f"longer than {_MAX_BYTES:,} bytes.", code="TF-PAPER-OUT", where=str(path)
            )
        return path.read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"cannot be read ({said}).",
            code="TF-PAPER-OUT",
            where=str(path),
            remedy="Name a text that you may read.",
        ) from None
