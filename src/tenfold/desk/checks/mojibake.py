"""TF-DATA-043: letters garbled by a wrong encoding, before the data came here."""

from __future__ import annotations

from collections.abc import Sequence

from tenfold.desk.check import Check
from tenfold.desk.checks.places import N_PLACES
from tenfold.desk.examined import Examined
from tenfold.desk.garbled import is_lost, ungarbled
from tenfold.desk.masking import masked_piece
from tenfold.findings import Finding, Place
from tenfold.wording import worded

__all__ = ["CHECK", "mojibake"]

_BEFORE, _AFTER = 12, 28
_WARN_FROM = 0.001


def mojibake(texts: Sequence[str]) -> Finding:
    """Texts such as ``schÃ¶n`` for ``schön``, with what they were; and some that nothing restores."""
    mended = [(row, mend) for row, text in enumerate(texts) if (mend := ungarbled(text))]
    restored = {row for row, _ in mended}
    lost = [row for row, text in enumerate(texts) if row not in restored and is_lost(text)]
    shown = [Place(row=row + 1, excerpt=_change(texts[row], mend)) for row, mend in mended]
    gone = [Place(row=row + 1, excerpt=f"lost: {_around_lost(texts[row])}") for row in lost]
    n = len(mended) + len(lost)
    said = []
    if mended:
        said.append(
            worded(
                "{n:,} text is garbled by a wrong encoding and can be restored"
                if len(mended) == 1
                else "{n:,} texts are garbled by a wrong encoding and can be restored",
                n=len(mended),
            )
        )
    if lost:
        said.append(
            worded(
                "{n:,} text lost letters for good"
                if len(lost) == 1
                else "{n:,} texts lost letters for good",
                n=len(lost),
            )
        )
    return Finding(
        code="TF-DATA-043",
        severity="warn" if n >= _WARN_FROM * len(texts) else "note",
        state="found" if n else "clean",
        message=f"{'; '.join(said)}." if n else worded("no text is garbled by a wrong encoding."),
        count=n,
        places=(*shown, *gone)[:N_PLACES],
        remedy=worded("Restore them: tenfold data clean {name} --fix-encoding", name="NAME")
        if n
        else "",
        details={"n_restorable": len(mended), "n_lost": len(lost)},
    )


def _change(before: str, after: str) -> str:
    """The first place where the two differ, before → after."""
    pairs = zip(before, after, strict=False)
    at = next((i for i, (b, a) in enumerate(pairs) if b != a), min(len(before), len(after)))
    start = max(0, at - _BEFORE)
    return " → ".join(
        _on_a_line(masked_piece(text, start, at + _AFTER)) for text in (before, after)
    )


def _on_a_line(text: str) -> str:
    """Control characters spelt out: they are what it is about."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in " ".join(text.split(" ")))


def _around_lost(text: str) -> str:
    at = text.find("锟斤拷")
    return " ".join(masked_piece(text, max(0, at - _BEFORE), at + _AFTER).split())


def _find(examined: Examined) -> Finding:
    return mojibake(examined.texts)


CHECK = Check(code="TF-DATA-043", what="letters garbled by a wrong encoding", find=_find)
