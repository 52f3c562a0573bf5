"""LaTeX to text and back, for the values of BibTeX fields.

The symbols are pylatexenc's. The scanner is ours: a value of a bibliography is not a document. A lone ``%``
begins no comment there, an unknown command is kept with its arguments, and the time is bounded whatever the
nesting.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping

from tenfold.papers.formats.lines import one_line

__all__ = ["is_balanced", "latex_of", "text_of", "with_marks", "without_marks"]

_MAX_DEPTH = 50
_SPECIAL = ("\\", "{", "}", "$", "~", "``", "--", "''")
_TOKEN = re.compile(
    r"\\(?P<command>[A-Za-z]+)(?P<star>\*?)"
    r"|\\(?P<symbol>[^A-Za-z])"
    r"|(?P<math>\$\$(?:\\.|[^$\\])+\$\$|\$(?:\\.|[^$\\])+\$)"
    r"|(?P<brace>[{}])"
    r"|(?P<mark>---?|``|''|~)",
    re.DOTALL,
)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323",
    "c": "\u0327", "k": "\u0328", "b": "\u0331",
}  # fmt: skip
_BELOW = frozenset("dckb")
_MARKS = {"---": "—", "--": "–", "``": "“", "''": "”", "~": " "}
_STYLES = frozenset(
    {"emph", "textit", "textbf", "textsc", "textrm", "texttt", "textsf", "textmd", "textup", "textsl",
     "textnormal", "mbox", "text", "underline", "mkbibemph", "mkbibbold", "mkbibitalic", "textsuperscript",
     "textsubscript", "mkbibacro", "autocap", "url"}
)  # fmt: skip
_QUOTES = frozenset({"enquote", "mkbibquote"})
_SWITCHES = frozenset(
    {
        "em",
        "it",
        "bf",
        "sc",
        "rm",
        "tt",
        "sl",
        "sf",
        "protect",
        "relax",
        "itshape",
        "bfseries",
        "scshape",
    }
)
_OWN = {
    "TeX": "TeX", "LaTeX": "LaTeX", "BibTeX": "BibTeX", "slash": "/", "hyphen": "-", "S": "§", "P": "¶",
    "textbraceleft": "{", "textbraceright": "}", "textbackslash": "\\", "textasciitilde": "~",
    "textasciicircum": "^", "textdollar": "$", "textunderscore": "_", "textless": "<", "textgreater": ">",
    "textbar": "|", "copyright": "©", "pounds": "£", "dag": "†", "ddag": "‡", "textquotesingle": "'",
    "textquotedbl": '"', "newline": " ", "quad": " ", "space": " ", "textellipsis": "…",
}  # fmt: skip
_SYMBOLS = {
    " ": " ",
    ",": " ",
    ";": " ",
    ":": " ",
    "\\": " ",
    "\n": " ",
    "-": "",
    "/": "",
    "@": "",
    "!": "",
}
_LITERAL = frozenset("&%$#_{}")
_ESCAPED = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_MATH = re.compile(r"\$(?=[^\s$])[^$]*[^\s$\\]\$(?!\d)")
_MARKED = re.compile(r"\\(textbackslash|textbraceleft|textbraceright)\{\}|\\([_%&#$~])")
_ESCAPABLE = (*"\\{}&%$#_~^", "--", "''", "``")
_TO_ESCAPE = re.compile(r"[\\{}&%$#_~^]|-{2,}|'{2,}|`{2,}")


def text_of(latex: str) -> str:
    r"""As it would be shown: accents composed, braces gone; math and unknown commands as written.

    >>> print(text_of(r'B{\"u}y{\"u}k and the {LaTeX} way, $x_{1}$ -- \foo[a]{b}'))
    Büyük and the LaTeX way, $x_{1}$ – \foo[a]{b}
    """
    if not any(mark in latex for mark in _SPECIAL) or _is_deep(latex):
        return latex
    return _Scan(latex).text()


def latex_of(text: str) -> str:
    r"""The inverse of `text_of` for text on one line. What reads as math is left as it is.

    >>> print(latex_of("50% of R&D in $x_1$ for {you}"))
    50\% of R\&D in $x_1$ for \textbraceleft{}you\textbraceright{}
    """
    if not any(mark in text for mark in _ESCAPABLE):
        return text
    pieces, at = [], 0
    for math in _MATH.finditer(text):
        if is_balanced(math[0]) and not _is_deep(math[0]):
            pieces += [_TO_ESCAPE.sub(_escaped, text[at : math.start()]), math[0]]
            at = math.end()
    pieces.append(_TO_ESCAPE.sub(_escaped, text[at:]))
    return "".join(pieces)


def is_balanced(latex: str) -> bool:
    """Whether a value may stand between braces in a file, for BibTeX and for readers that mind escapes."""
    return _closes(re.findall(r"[{}]", latex)) and _closes(re.findall(r"(?<!\\)[{}]", latex))


def without_marks(latex: str) -> str:
    r"""An address or identifier as it is meant: without ``\url{...}`` and the escapes that people put in.

    >>> without_marks(r"\url{http://a.org/x\_y}")
    'http://a.org/x_y'
    """
    said = one_line(latex)
    if said.startswith("\\url{") and said.endswith("}"):
        said = said[5:-1]
    if said.startswith("{") and said.endswith("}") and is_balanced(said[1:-1]):
        said = said[1:-1]
    if "\\" not in said:
        return said
    return _MARKED.sub(lambda found: _OWN.get(found[1] or "", found[2]), said)


def with_marks(address: str) -> str:
    """The inverse: an address stands as it is, but for what would end its field."""
    return re.sub(r"[\\{}]", lambda found: _ESCAPED[found[0]], one_line(address))


class _Scan:
    """One pass over a value."""

    def __init__(self, latex: str) -> None:
        self._latex = latex
        self._at = 0
        self._has_closing = {"\\)": True, "\\]": True}

    def text(self) -> str:
        pieces = []
        while token := _TOKEN.search(self._latex, self._at):
            pieces.append(self._latex[self._at : token.start()])
            self._at = token.end()
            pieces.append(self._shown(token))
        pieces.append(self._latex[self._at :])
        return "".join(pieces)

    def _shown(self, token: re.Match[str]) -> str:
        if token["math"]:
            return token["math"]
        if token["mark"]:
            return _MARKS[token["mark"]]
        if token["brace"]:
            return ""
        if token["symbol"]:
            return self._symbol(token)
        return self._command(token)

    def _symbol(self, token: re.Match[str]) -> str:
        symbol = token["symbol"]
        if symbol in _LITERAL:
            return symbol
        if symbol in _ACCENTS:
            return self._accented(symbol, token[0])
        if symbol in "([":
            return self._math_until(token[0], "\\)" if symbol == "(" else "\\]")
        return _SYMBOLS.get(symbol, token[0])

    def _command(self, token: re.Match[str]) -> str:
        name = token["command"]
        if name in _ACCENTS and not token["star"]:
            return self._accented(name, token[0])
        if name in _STYLES or name in _QUOTES:
            argument = self._argument()
            if argument is None:
                return token[0]
            shown = text_of(argument)
            return f"“{shown}”" if name in _QUOTES else shown
        known = "" if name in _SWITCHES else _symbols().get(name)
        if known is None:
            return token[0] + self._arguments_as_written()
        self._at = _after_command(self._latex, self._at)
        return known + token["star"]

    def _accented(self, accent: str, as_written: str) -> str:
        before = self._at
        base = self._letter()
        if not base:
            shown = base == "" and accent in "~^"
            self._at = self._at if shown else before
            return accent if shown else as_written
        if accent not in _BELOW:
            base = {"ı": "i", "ȷ": "j"}.get(base[0], base[0]) + base[1:]
        return unicodedata.normalize("NFC", base[0] + _ACCENTS[accent]) + base[1:]

    def _letter(self) -> str | None:
        r"""What an accent stands on: a group, a command such as ``\i``, or the next letter."""
        at = self._at
        while at < len(self._latex) and self._latex[at] in " \t\n":
            at += 1
        if command := re.compile(r"\\([A-Za-z]+)").match(self._latex, at):
            self._at = _after_command(self._latex, command.end())
            return _symbols().get(command[1])
        if self._latex[at : at + 1] == "{":
            self._at = at
            argument = self._argument()
            return None if argument is None else text_of(argument)
        if at < len(self._latex) and self._latex[at].isalpha():
            self._at = at + 1
            return self._latex[at]
        return None

    def _argument(self) -> str | None:
        """The group that begins here, without its braces; None where there is none."""
        if self._latex[self._at : self._at + 1] != "{":
            return None
        end = _group_end(self._latex, self._at)
        if end is None:
            return None
        argument = self._latex[self._at + 1 : end - 1]
        self._at = end
        return argument

    def _arguments_as_written(self) -> str:
        start = self._at
        if self._latex[self._at : self._at + 1] == "[":
            closing = self._latex.find("]", self._at, self._at + 200)
            self._at = closing + 1 if closing > 0 else self._at
        while self._argument() is not None:
            pass
        return self._latex[start : self._at]

    def _math_until(self, opening: str, closing: str) -> str:
        """Math as written; it is looked for once only where nothing closes it."""
        end = self._latex.find(closing, self._at) if self._has_closing[closing] else -1
        if end < 0:
            self._has_closing[closing] = False
            return opening
        math = self._latex[self._at : end + 2]
        self._at = end + 2
        return opening + math


@functools.cache
def _symbols() -> Mapping[str, str]:
    """Commands without arguments and what they show, by name."""
    from pylatexenc.latex2text import get_default_latex_context_db

    known = {
        spec.macroname: spec.simplify_repl
        for spec in get_default_latex_context_db().iter_macro_specs()
        if isinstance(spec.simplify_repl, str)
        and spec.macroname.isalpha()
        and spec.macroname != "today"
        and not re.search(r"[%<\n]", spec.simplify_repl)
    }
    return {**known, **_OWN}


def _after_command(latex: str, at: int) -> int:
    """Past the space or the empty group that ends a command's name."""
    if latex.startswith("{}", at):
        return at + 2
    while at < len(latex) and latex[at] in " \t\n":
        at += 1
    return at


def _group_end(latex: str, at: int) -> int | None:
    depth = 0
    for brace in _BRACE.finditer(latex, at):
        if brace[0] in "{}":
            depth += 1 if brace[0] == "{" else -1
            if depth == 0:
                return brace.end()
    return None


def _is_deep(latex: str) -> bool:
    if latex.count("{") <= _MAX_DEPTH:
        return False
    depth = 0
    for brace in re.findall(r"[{}]", latex):
        depth = depth + 1 if brace == "{" else max(depth - 1, 0)
        if depth > _MAX_DEPTH:
            return True
    return False


def _closes(braces: list[str]) -> bool:
    depth = 0
    for brace in braces:
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _escaped(found: re.Match[str]) -> str:
    if len(found[0]) > 1:  # a run of marks that TeX would join
        return "{}".join(found[0])
    return _ESCAPED.get(found[0], f"\\{found[0]}")
