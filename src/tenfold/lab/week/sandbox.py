"""A template that somebody else wrote, filled in without being trusted: bounded, and blind to the machine."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import CodeType
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, Undefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from tenfold.errors import InputError

__all__ = ["MOST_CHARACTERS", "MOST_STEPS", "fill_in"]

MOST_CHARACTERS = 1_000_000
MOST_STEPS = 200_000  # turns of loops and calls together

# None of these makes much of little: no `center`, `format`, `replace` or `sum` of lists.
# fmt: off
_FILTERS = (
    "abs", "attr", "capitalize", "count", "d", "default", "dictsort", "first", "float", "groupby", "int",
    "items", "last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "reverse",
    "round", "select", "selectattr", "sort", "title", "trim", "unique", "upper",
)
# fmt: on
_GLOBALS = ("dict", "namespace")
_NAME = "<template>"  # as Jinja names a template made from text, in its traceback


def fill_in(source: str, values: Mapping[str, Any]) -> str:
    """Fill in a Jinja template with plain values: texts, numbers, lists, mappings, functions that it may call.

    It reads no file and no attribute but those of the values, and may turn and write only so much.

    Raises InputError, with the line, for a template that cannot be read or asks for what it may not have.
    """
    try:
        sandbox = _Sandbox()
        code = _compiled(source)
        return _written(Template.from_code(sandbox, code, sandbox.make_globals(None)), values)
    except Exception as error:  # whatever a template sets off is for its writer to mend
        raise InputError(
            _said(error),
            code="TF-WEEK-TEMPLATE",
            where=f"the template, line {_line_of(error)}",
            remedy="The template that tenfold uses, to compare with: tenfold week template --out FILE",
        ) from error


@lru_cache(maxsize=16)
def _compiled(source: str) -> CodeType:
    """The same template is filled in for week after week, each time in a sandbox of its own that counts."""
    return _Sandbox().compile(source)


def _written(template: Any, values: Mapping[str, Any]) -> str:
    parts, n_characters = [], 0
    for part in template.generate(values):
        parts.append(part)
        n_characters += len(part)
        if n_characters > MOST_CHARACTERS:
            raise SecurityError(f"It writes more than {MOST_CHARACTERS:,} characters.")
    return "".join(parts)


_PLAIN: Any = ([], [], None, None)  # a filter without arguments


class _Counted(NodeTransformer):
    """Every loop counts its turns, and ``a ~ b`` is a join."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802, as Jinja names it
        self.generic_visit(node)
        node.iter = nodes.Filter(node.iter, "counted", *_PLAIN, lineno=node.lineno)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:  # noqa: N802
        self.generic_visit(node)
        words = nodes.List(node.nodes, lineno=node.lineno)
        return nodes.Filter(words, "join", *_PLAIN, lineno=node.lineno)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with a bound on the work and the memory, since loops in loops end only in theory."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self) -> None:
        super().__init__(
            undefined=StrictUndefined,
            finalize=_word,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._n_steps = 0
        self.filters = {name: self.filters[name] for name in _FILTERS}
        self.filters.update(counted=self._counted, indented=_indented, join=_joined)
        self.globals = {name: self.globals[name] for name in _GLOBALS}
        self.globals["range"] = _short_range

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _Counted().visit(tree)
        tree.set_environment(self)
        return tree

    def call(self, context: Context, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Count the call, so that macros that call themselves end too."""
        self._step()
        return super().call(context, function, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Reckon with numbers only: ``"x" * 10**9`` would fill the memory."""
        if operator == "**" or not all(isinstance(side, int | float) for side in (left, right)):
            raise SecurityError(f"{operator} is for numbers only; ~ puts texts together.")
        return super().call_binop(context, operator, left, right)

    def wrap_str_format(self, value: Any) -> Any:
        """Fill in the fields of a message, with no widths, which could be large."""
        wrapped = super().wrap_str_format(value)
        if wrapped is not None and re.search(r"{[^{}]*[:!]", value.__self__):
            raise SecurityError("A message may have plain fields only, such as {n}.")
        return wrapped

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Of a text, its `format` alone; the filters do the rest."""
        if isinstance(obj, str):
            return attr == "format"
        return super().is_safe_attribute(obj, attr, value)

    def _counted(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self._step()
            yield value

    def _step(self) -> None:
        self._n_steps += 1
        if self._n_steps > MOST_STEPS:
            raise SecurityError(f"It turns its loops more than {MOST_STEPS:,} times.")


def _short_range(*bounds: int) -> range:
    numbers = range(*bounds)
    if len(numbers) > MOST_STEPS:
        raise SecurityError(f"A range may hold {MOST_STEPS:,} numbers at most.")
    return numbers


def _indented(text: str, width: int = 2) -> str:
    """Every line but empty ones moved right, so that a list stands inside the item above it."""
    space = " " * min(width, 40)
    return "".join(space + line if line.strip() else line for line in text.splitlines(True))


def _joined(values: Iterable[Any], separator: str = "") -> str:
    return _word(separator.join(_word(value) for value in values))


def _word(value: Any) -> str:
    """What a template may write: a text or a number, not a list of lists of lists."""
    if not isinstance(value, str | int | float | Undefined | None):
        raise SecurityError(f"Only texts and numbers can be written, not a {type(value).__name__}.")
    word = "" if value is None else str(value)  # of an unknown name, raises and says which
    if len(word) > MOST_CHARACTERS:
        raise SecurityError(f"It writes more than {MOST_CHARACTERS:,} characters.")
    return word


def _line_of(error: BaseException) -> int:
    if isinstance(error, TemplateSyntaxError):
        return error.lineno
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == _NAME]
    return (frames[-1].lineno or 1) if frames else 1


def _said(error: Exception) -> str:
    if isinstance(error, TemplateError):
        return error.message or "It cannot be read."
    if isinstance(error, RecursionError):
        return "Its macros call themselves without end."
    return f"{error}" or type(error).__name__
