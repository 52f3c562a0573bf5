"""TF-DATA-050 and TF-DATA-051: personal data and secrets, shown masked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from tenfold.desk.check import Check
from tenfold.desk.checks.places import N_PLACES
from tenfold.desk.examined import Examined
from tenfold.desk.masking import masked_around
from tenfold.desk.personal import KINDS, find_personal
from tenfold.desk.phones import REGIONS
from tenfold.desk.secrets import SECRET_KINDS, find_secrets
from tenfold.desk.spans import Span
from tenfold.findings import Finding, Place
from tenfold.wording import worded

__all__ = ["CHECKS", "personal_data", "secrets"]

_Find = Callable[[str], list[Span]]
_Instance = tuple[int, str, str, Span, list[Span]]
"""Row, column, text, what was found in it first of its kind, and all that was found in it."""


def personal_data(
    columns: Mapping[str, Sequence[str]], *, regions: Sequence[str] = REGIONS
) -> Finding:
    """Rows with e-mail addresses, telephone numbers, cards, accounts, identity numbers, IP addresses.

    `columns` maps names to one text a row. `regions`: whose national telephone numbers are known.
    """
    return _finding(
        "TF-DATA-050",
        "personal data",
        KINDS,
        columns,
        partial(find_personal, regions=regions),
        worded(
            "Take out what the task does not need: tenfold data clean {name} --redact-personal",
            name="NAME",
        ),
    )


def secrets(columns: Mapping[str, Sequence[str]]) -> Finding:
    """Rows with keys or passwords."""
    return _finding(
        "TF-DATA-051",
        "secrets",
        SECRET_KINDS,
        columns,
        find_secrets,
        worded(
            "Revoke them where they were made, then take these rows out: "
            "tenfold data clean {name} --drop-rows FILE",
            name="NAME",
        ),
    )


def _finding(
    code: str,
    what: str,
    kinds: Mapping[str, str],
    columns: Mapping[str, Sequence[str]],
    find: _Find,
    remedy: str,
) -> Finding:
    rows: set[int] = set()
    counts: Counter[str] = Counter()
    by_column: Counter[str] = Counter()
    shown: dict[str, list[_Instance]] = {}
    for column, texts in columns.items():
        for row, text in enumerate(texts):
            spans = find(text)
            if spans:
                rows.add(row)
                by_column[column] += 1
            for span in spans:
                counts[span.kind] += 1
                if len(shown.setdefault(span.kind, [])) < N_PLACES:
                    shown[span.kind].append((row, column, text, span, spans))
    said = ", ".join(
        worded("{kind!s} ({n:,})", kind=kinds[kind], n=n) for kind, n in counts.most_common()
    )
    return Finding(
        code=code,
        severity="warn" if rows else "note",
        state="found" if rows else "clean",
        message=worded(
            "{n:,} row holds {what!s}: {kinds!s}."
            if len(rows) == 1
            else "{n:,} rows hold {what!s}: {kinds!s}.",
            n=len(rows),
            what=what,
            kinds=said,
        )
        if rows
        else worded(
            "no personal data was found." if what == "personal data" else "no secrets were found."
        ),
        count=len(rows),
        places=_places(shown, [kind for kind, _ in counts.most_common()]),
        remedy=remedy if rows else "",
        details={"kinds": dict(counts), "rows_by_column": dict(by_column)} if rows else {},
    )


def _places(shown: Mapping[str, list[_Instance]], kinds: Sequence[str]) -> tuple[Place, ...]:
    """One of each kind, then the second of each, ..."""
    turns = (shown[kind][turn : turn + 1] for turn in range(N_PLACES) for kind in kinds)
    first = [instance for instances in turns for instance in instances][:N_PLACES]
    return tuple(
        Place(row=row + 1, column=column, excerpt=masked_around(text, span, spans))
        for row, column, text, span, spans in first
    )


def _columns(examined: Examined) -> dict[str, Sequence[str]]:
    """The text, and other columns: there a value of nothing but digits is an id or a measure."""
    dataset = examined.dataset
    apart = {dataset.label_column, dataset.id_column}
    return {
        name: values if name == dataset.text_column else _worded(values)
        for name, values in dataset.values.items()
        if name not in apart
    }


def _worded(values: Sequence[str]) -> list[str]:
    return ["" if value.isdigit() else value for value in values]


def _find_personal_data(examined: Examined) -> Finding:
    return personal_data(_columns(examined), regions=(*examined.options.regions, *REGIONS))


def _find_secrets(examined: Examined) -> Finding:
    return secrets(_columns(examined))


CHECKS = (
    Check(
        code="TF-DATA-050",
        what="personal data",
        find=_find_personal_data,
        needs=(),
        reads=("regions",),
    ),
    Check(code="TF-DATA-051", what="secrets", find=_find_secrets, needs=()),
)
