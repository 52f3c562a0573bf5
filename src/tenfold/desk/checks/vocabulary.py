"""TF-DATA-022: text that the encoder's vocabulary does not know."""

from __future__ import annotations

from collections.abc import Mapping

from tenfold.desk.check import Check
from tenfold.desk.checks.places import N_PLACES
from tenfold.desk.examined import Examined
from tenfold.findings import Finding, Place
from tenfold.wording import worded

__all__ = ["CHECK", "vocabulary_finding"]

_WARN_FROM = 0.05
"""From 5 % of unknown characters in a script that makes up 1 % of the text."""

_COUNTS_FROM = 0.01


def vocabulary_finding(report: Mapping[str, tuple[int, int]]) -> Finding:
    """Per script: how many of the characters fall in pieces that the vocabulary lacks.

    `report` maps a script (``Han``, ``Latin``) to (unknown characters, characters), white space not
    counted. What is unknown reaches the encoder as one and the same sign, so its meaning is lost.
    """
    n_all = sum(n for _, n in report.values())
    shares = {script: unknown / n for script, (unknown, n) in report.items() if n}
    bad = [
        script
        for script, share in sorted(shares.items(), key=lambda item: -item[1])
        if share >= _WARN_FROM and report[script][1] >= _COUNTS_FROM * n_all
    ]
    n_unknown = sum(unknown for unknown, _ in report.values())
    said = ", ".join(
        worded("{share:.0%} of the {script} characters", share=shares[script], script=script)
        for script in bad
    )
    return Finding(
        code="TF-DATA-022",
        severity="warn" if bad else "note",
        state="found" if bad else "clean",
        message=worded("the encoder's vocabulary does not know {said!s}.", said=said)
        if bad
        else worded(
            "the encoder's vocabulary knows {share:.1%} of the characters.",
            share=1 - n_unknown / n_all,
        )
        if n_all
        else worded("there are no characters to know."),
        count=n_unknown,
        places=tuple(
            Place(excerpt=f"{script}: {report[script][0]} of {report[script][1]}")
            for script in bad[:N_PLACES]
        ),
        remedy=worded(
            "Choose an encoder for this language; compare with tfidf, which reads characters."
        )
        if bad
        else "",
        details={"unknown": {script: list(counts) for script, counts in sorted(report.items())}},
    )


def _find(examined: Examined) -> Finding:
    return vocabulary_finding(examined.encoder_view.unknown)


CHECK = Check(
    code="TF-DATA-022",
    what="characters unknown to the encoder",
    find=_find,
    needs=("text", "encoder"),
    is_deep=True,
)
