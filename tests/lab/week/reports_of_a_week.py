"""Reports as they are sent, small and written by hand."""

from __future__ import annotations

from tenfold.lab.week.titles import section_titles
from tenfold.language import translator

__all__ = ["ADA", "fenced", "quoted", "report_of"]

ADA = """\
# Ada, week 2026-W48 (23 to 29 November 2026)

> Does a small encoder tell symptoms apart?

## What I believe now

- ● The probe needs fewer examples than I thought
  - before: at least a hundred a class

## Verdicts

- ● probe beats tfidf by 0.02 on accuracy, gain 0.061, 95 % interval 0.031 to 0.092, \
declared before its results
- ✕ lora beats probe by 0.02 on accuracy

## Needs you

- Q12 Which margin is worth having? (to Gao, asked 20 Nov)

## On track?

- ▲ submit to ACL: at risk, one milestone slipped twice

## Questions, and whom

- Q12 Which margin is worth having? (to Gao, asked 20 Nov)
- Q7 May I use the ward's data? (to Lin, asked 2 Nov)
  - Yes, if it stays on the ward's machine.

## This week

### Monday 23 November

- [ ] label a hundred texts
"""


def report_of(
    person: str,
    week: str = "2026-W48",
    *,
    language: str = "en",
    on_track: str = "● submit to ACL",
    verdict: str = "● probe beats tfidf",
    question: str = "",
) -> str:
    """A short report; the titles are those of the language."""
    titles = section_titles(translator(language))
    asked = f"## {titles['questions']}\n\n- {question}\n" if question else ""
    return (
        f"# {person}, week {week} (23 to 29 November 2026)\n\n"
        f"## {titles['verdicts']}\n\n- {verdict}\n\n"
        f"## {titles['on_track']}\n\n- {on_track}\n\n{asked}"
    )


def fenced(text: str) -> str:
    """As a block to paste."""
    return f"```markdown\n{text}```\n"


def quoted(text: str) -> str:
    """As a mail program quotes it."""
    return "".join(f"> {line}".rstrip() + "\n" for line in text.splitlines())
