"""A review as a text that one writes in an editor: a heading a field, its value below."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tenfold.errors import InputError
from tenfold.papers.form import Form, FormField

__all__ = ["parse_review", "review_text"]

_HEADING = re.compile(r"## +([a-z][a-z0-9_]*) *")
_HINT = re.compile(r"<!-- .*-->")


def review_text(form: Form, said: Mapping[str, str]) -> str:
    """The form to fill in, with what was said before. The lines in ``<!-- -->`` are hints."""
    parts = [f"<!-- {form.label}. Write below the headings; leave out what you like. -->"]
    parts += [f"## {f.key}\n{_hint(f)}\n{said.get(f.key, '')}" for f in form.fields]
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def _hint(field: FormField) -> str:
    anchors = "; ".join(f"{number} {word}" for number, word in field.anchors.items())
    words = [field.label(), "required" if field.required else "", field.scale, anchors]
    said = ". ".join(word for word in words if word).replace("--", "-")
    return f"<!-- {said} -->"


def parse_review(text: str, form: Form) -> dict[str, str]:
    """What stands below each heading of the form, in the form's words or none: an empty one is empty.

    A heading that is no field belongs to the text above it. Raises InputError for text above the first field,
    and for a field that is there twice.
    """
    keys = {f.key for f in form.fields}
    said: dict[str, list[str]] = {}
    current: list[str] = []
    above = current
    may_be_hint = True  # one, at the top and below each heading: later ones are the writer's own
    for line in text.replace("\r\n", "\n").split("\n"):
        is_hint, may_be_hint = may_be_hint and bool(_HINT.fullmatch(line)), False
        if is_hint:
            continue
        heading = _HEADING.fullmatch(line)
        if heading is None or heading[1] not in keys:
            current.append(line)
            continue
        if heading[1] in said:
            raise _refused(f"the field {heading[1]} is there twice.", form)
        current = said[heading[1]] = []
        may_be_hint = True
    if "".join(above).strip():
        raise _refused("there is text above the first field.", form)
    return {key: "\n".join(lines).strip() for key, lines in said.items()}


def _refused(what: str, form: Form) -> InputError:
    fields = ", ".join(f"## {f.key}" for f in form.fields)
    return InputError(what, code="TF-REVIEW", remedy=f"Nothing was saved. Headings: {fields}")
