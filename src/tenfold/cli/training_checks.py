"""What `study try --debug` saw, as a terminal shows it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tenfold.language import Translate, translator
from tenfold.study.words.training_check_words import (
    check_sentences,
    suspicion_words,
    suspicions,
)

if TYPE_CHECKING:
    from rich.console import Console

    from tenfold.models.training_check import TrainingCheck
    from tenfold.study.training_checks import CheckedTraining

__all__ = ["print_checks"]

_BAR = 24
_EIGHTHS = " ▏▎▍▌▋▊▉"


def print_checks(terminal: Console, checks: Sequence[CheckedTraining]) -> None:
    """One paragraph a method: sentences, a bar for each layer's gradient, and what is suspicious."""
    from rich.markup import escape

    _ = translator()
    if not checks:
        terminal.print("No method here trains an encoder: there is no training to check.")
    for checked in checks:
        name = escape(checked.method)
        terminal.print(f"\nTraining of [bold]{name}[/] ({checked.train_per_class} per class)")
        if checked.check is None:
            terminal.print(f"  [yellow]could not be checked:[/] {escape(checked.message)}")
        else:
            _print_check(terminal, checked.check, _)


def _print_check(terminal: Console, check: TrainingCheck, _: Translate) -> None:
    for sentence in check_sentences(check, _):
        terminal.print(f"  {sentence}")
    _print_norms(terminal, check.gradient_norms)
    found = suspicions(check)
    for suspicion in found:
        terminal.print(f"  [yellow]suspicious:[/] {suspicion_words(suspicion, _)}")
    if not found:
        terminal.print("  Nothing suspicious.")


def _print_norms(terminal: Console, norms: Mapping[str, float]) -> None:
    """The head has no bar beside layers: it is new, and its gradient often dwarfs theirs."""
    terminal.print("  norm of the gradient, by layer", style="dim")
    width = max(map(len, norms), default=0)
    layers = {k: v for k, v in norms.items() if k != "head" and math.isfinite(v)} or norms
    most = max(layers.values(), default=0.0)
    for layer, norm in norms.items():
        bar = _bar(norm, most) if layer in layers else ""
        terminal.print(f"    {layer:<{width}}  {bar:<{_BAR}}  {norm:.3g}", markup=False)


def _bar(norm: float, most: float) -> str:
    """A bar of eighths of a character; at least a sliver for anything that is not zero.

    >>> _bar(0.5, 1.0), _bar(1e-9, 1.0), _bar(0.0, 1.0)
    ('████████████', '▏', '')
    """
    if not math.isfinite(norm):
        return ""
    eighths = round(8 * _BAR * norm / most) if most else 0
    eighths = max(eighths, 1) if norm > 0 else 0
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).strip()
