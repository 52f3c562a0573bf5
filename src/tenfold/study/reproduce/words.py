"""What `reproduce` says, in words. What comes from a bundle is shown without control characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.study.reproduce.compare import PROBABILITY_TOLERANCE, SCORE_TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tenfold.study.bundle.reading import Bundle
    from tenfold.study.reproduce.around import Rule
    from tenfold.study.reproduce.compare import Numbers, ScoreComparison

__all__ = ["commands_message", "first_sentence", "note_lines", "rule_words", "shown", "size_words"]

_MOST_LINES = 60
_MOST_WIDTH = 160
_MOST_CHARACTERS = 200_000


def shown(text: str, *, most: int = _MOST_WIDTH) -> str:
    """One line of somebody else's text: control characters become '�', and it has an end."""
    plain = "".join(c if c.isprintable() else "�" for c in text)
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def first_sentence(numbers: Numbers) -> str:
    """The outcome in plain words.

    "All 30 scores came out identical ...", or "3 of 30 scores differ: ...".
    """
    different = [score for score in numbers.scores if score.outcome == "different"]
    total = len(numbers.scores)
    if different:
        head = f"{len(different)} of {_n(total, 'score')} differ: {_example(different)}"
    elif any(score.outcome == "within tolerance" for score in numbers.scores):
        largest = max(score.difference or 0.0 for score in numbers.scores)
        head = (
            f"All {_n(total, 'score')} came out within tolerance (largest difference {largest:.2g})"
        )
    else:
        head = f"All {_n(total, 'score')} came out identical"
    rest = [part for part in (_predictions(numbers), _verdicts(numbers)) if part]
    return "; ".join([head, *rest]) + "."


def _example(different: list[ScoreComparison]) -> str:
    """The score that is furthest off."""
    worst = max(different, key=lambda s: float("inf") if s.difference is None else s.difference)
    place = f"{worst.method}, {size_words(worst.size)}, seed {worst.seed}, {worst.metric}"
    there, here = (_number(value) for value in (worst.there, worst.here))
    which = "" if len(different) == 1 else "most of all "
    return f"{which}{place} ({there} there, {here} here{', ' + worst.why if worst.why else ''})"


def size_words(size: str) -> str:
    """The number of training examples a class, in words."""
    return "all training examples" if size == "all" else f"{size} per class"


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.4f}"


def _predictions(numbers: Numbers) -> str:
    own = numbers.predictions
    if not own:
        return ""
    n = sum(each.n_examples for each in own)
    different = [each for each in own if each.outcome == "different"]
    if different:
        return f"the predictions of {len(different)} of {_n(len(own), 'run')} differ"
    if all(each.outcome == "identical" for each in own):
        return f"so did all {n:,} predictions on test"
    largest = max(each.largest or 0.0 for each in own)
    return f"all {n:,} predictions on test are within tolerance (largest difference {largest:.2g})"


def _verdicts(numbers: Numbers) -> str:
    claims = numbers.claims
    if not claims:
        return ""
    others = [claim for claim in claims if claim.there != claim.here]
    if others:
        said = ", ".join(f"{c.id} was {c.there} and is {c.here}" for c in others)
        return f"{len(others)} of {_n(len(claims), 'verdict')} changed: {said}"
    count = "both" if len(claims) == 2 else f"all {len(claims)}"
    the = "the verdict is" if len(claims) == 1 else f"{count} verdicts are"
    if any(claim.outcome != "identical" for claim in claims):
        return f"{the} the same"
    gains = "gain and interval" if len(claims) == 1 else "gains and intervals"
    return f"{the} the same, with the same {gains}"


def rule_words(rule: Rule) -> str:
    """What counts as come out again, given what differs around it."""
    if rule == "all equal":
        return (
            "So every number must be identical, bit for bit; there is no tolerance for what nothing "
            "explains."
        )
    if rule == "other content":
        return (
            "This is another study, or it has other data: a number that moved did not move by rounding, so "
            "there is no tolerance."
        )
    return (
        f"So a number counts as come out again within {PROBABILITY_TOLERANCE:g} for a probability, "
        f"{SCORE_TOLERANCE:g} for a score and {2 * SCORE_TOLERANCE:g} for a gain or an end of its "
        "interval (docs/reproducing.md says where these come from); a verdict only where it is the same."
    )


def note_lines(
    *,
    code: str | None,
    is_same_code: bool,
    registered: str | None,
    modes: Mapping[str, str],
    n_not_compared: int,
    changes: Sequence[str],
    commands: Sequence[str],
    is_new: bool,
) -> list[str]:
    """What a careful reader wants to know besides the numbers."""
    lines = []
    if n_not_compared:
        lines.append(
            f"The bundle was made before the study was finished: {_n(n_not_compared, 'run')} of it "
            "without a score, made here and compared with nothing."
        )
    if not is_new:
        lines.append(
            "Nothing was computed now: all of it was computed in this folder by an earlier reproduction."
        )
    if commands:
        lines.append(f"Programs of the bundle's author were run: {', '.join(commands)}.")
    if code is not None:
        same = (
            f"This declaration, data and weights give the code {code}, as the bundle says"
            if is_same_code
            else f"This does not give the code that the bundle says ({code})"
        )
        when = (
            f", registered {registered[:16].replace('T', ' ')} UTC by its author's word"
            if registered
            else ""
        )
        lines.append(f"{same}{when}.")
    if modes:
        said = ", ".join(f"{name} {mode}" for name, mode in modes.items())
        lines.append(
            f"The mode is that of the bundle's study ({said}). A rerun on known results registers nothing: "
            "what the new workspace says of modes is no confirmation of its own. Verdicts are compared by "
            "their outcome."
        )
    lines += [f"Changed to rebuild it: {change}." for change in changes]
    return lines


def _n(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def commands_message(bundle: Bundle) -> str:
    """What the bundle's `command` methods would run: their words, and the scripts that go with them."""
    lines = ["this study runs programs of its author:"]
    for name, entry in bundle.declaration.methods.items():
        if entry.kind != "command":
            continue
        lines.append(f"  {name} runs: {shown(entry.parameters['run'], most=1000)}")
        if entry.parameters["predict"]:
            lines.append(f"    predicts by: {shown(entry.parameters['predict'], most=1000)}")
    for file in bundle.inputs.files:
        lines.append(f"  --- {shown(file.path)} ({bundle.archive.size(file.file):,} bytes)")
        lines += _script(bundle.read(file.file))
    if bundle.inputs.left_out:
        named = ", ".join(shown(name) for name in bundle.inputs.left_out[:20])
        lines.append(f"  named, and not in the bundle: {named}")
    return "\n".join(lines)


def _script(data: bytes) -> list[str]:
    try:
        text = data[:_MOST_CHARACTERS].decode("utf-8")
    except UnicodeDecodeError:
        return ["  | (no text)"]
    lines = text.splitlines()
    shown_lines = [f"  | {shown(line.replace(chr(9), '    '))}" for line in lines[:_MOST_LINES]]
    more = len(lines) - _MOST_LINES
    return [*shown_lines, f"  | ... and {more} more lines"] if more > 0 else shown_lines
