"""Personal data replaced by what kind they are."""

from __future__ import annotations

from collections import Counter

from pydantic import Field

from tenfold.desk.cleaning.operation import Names, TextOperation
from tenfold.desk.personal import find_personal
from tenfold.desk.phones import REGIONS

__all__ = ["RedactPersonal"]

_ROUNDS = 8


class RedactPersonal(TextOperation):
    """Put ``[EMAIL]``, ``[PHONE]`` and so on in place of personal data.

    Names and street addresses are not found (see `find_personal`): redacted texts are not anonymous.
    """

    name = "redact-personal"
    libraries = ("phonenumbers",)
    regions: Names = Field(REGIONS, description="Countries whose national telephone numbers count.")

    def mend(self, text: str) -> str:
        for _ in range(_ROUNDS):
            spans = find_personal(text, regions=self.regions)
            if not spans:
                return text
            for span in reversed(spans):
                text = f"{text[: span.start]}[{span.kind.upper()}]{text[span.end :]}"
        return text

    def note(self, before: str) -> str:
        found = Counter(span.kind for span in find_personal(before, regions=self.regions))
        return ", ".join(f"{kind} × {n}" if n > 1 else kind for kind, n in found.items())
