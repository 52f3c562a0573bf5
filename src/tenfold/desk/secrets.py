"""Secrets in texts: keys and passwords that open something for whoever reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenfold.desk.spans import Span, without_overlaps
from tenfold.wording import worded

__all__ = ["SECRET_KINDS", "find_secrets"]

SECRET_KINDS = {
    "private-key": worded("private keys"),
    "aws-key": worded("AWS access keys"),
    "github-token": worded("GitHub tokens"),
    "slack-token": worded("Slack tokens"),
    "openai-key": worded("OpenAI or Anthropic keys"),
    "google-key": worded("Google keys"),
    "stripe-key": worded("Stripe keys"),
    "jwt": worded("signed web tokens (JWT)"),
    "password": worded("passwords"),
}
"""Every kind that is found, in words."""

_FORMS = {
    "private-key": r"-----BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"
    r"(?:[^-]{0,20000}-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----"
    r"|(?:\s{0,4}[A-Za-z0-9+/=]{16,200}){0,400})",
    "aws-key": r"(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])",
    "github-token": r"(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{36,251}|github_pat_[A-Za-z0-9_]{50,250})(?!\w)",
    "slack-token": r"(?<!\w)xox[abeoprs]-(?:\d{6,}-)?[A-Za-z0-9-]{10,250}(?!\w)",
    "openai-key": r"(?<!\w)sk-(?:proj-|svcacct-|ant-(?:api|admin)\d\d-)?[A-Za-z0-9_-]{32,250}(?!\w)",
    "google-key": r"(?<!\w)AIza[A-Za-z0-9_-]{35}(?![\w-])",
    "stripe-key": r"(?<!\w)[rs]k_live_[A-Za-z0-9]{20,250}(?!\w)",
    "jwt": r"(?<!\w)eyJ[A-Za-z0-9_-]{8,4000}\.eyJ[A-Za-z0-9_-]{8,8000}\.[A-Za-z0-9_-]{16,2000}(?![\w-])",
}
"""As their makers document them."""

_PATTERNS = {kind: re.compile(form, re.ASCII) for kind, form in _FORMS.items()}

_ASSIGNED = re.compile(
    r"(?:(?<![a-z])(?:password|passwd|passphrase|pwd|api[_-]?key|secret(?:[_-]?key)?"
    r"|access[_-]?key|(?:access|auth)[_-]?token)|密码|口令|密钥)"
    r"[\"']?\s{0,3}(?:[=:：]|是)\s{0,3}[\"'“]?([^\s\"'”“,;，。；]{6,200})",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"[<{\[$%(*]|your|example|changeme|xxx|\.\.\.|…|password|secret|env|getenv|https?:",
    re.IGNORECASE,
)
_HINT = re.compile(r"-----BEGIN|A[KS]IA|gh[pousr]_|github_pat_|xox|sk-|AIza|k_live_|eyJ", re.ASCII)


def find_secrets(text: str) -> list[Span]:
    """Where secrets stand in a text, in order, without overlaps; kinds as in `SECRET_KINDS`.

    A password is what follows ``password=`` (``pwd:``, ``api_key =``, 密码：) where it has a digit and a letter
    and does not look like a placeholder. Time is linear in the text.

    >>> [(span.kind, span.start, span.end) for span in find_secrets("db: password=hunter2024!")]
    [('password', 13, 24)]
    """
    spans: list[Span] = []
    if _HINT.search(text):
        for kind, pattern in _PATTERNS.items():
            spans += [Span(*match.span(), kind) for match in pattern.finditer(text)]
    spans += _assigned(text)
    return without_overlaps(spans) if len(spans) > 1 else spans


def _assigned(text: str) -> Iterator[Span]:
    for match in _ASSIGNED.finditer(text):
        value = match.group(1)
        has_both = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
        if has_both and value.isascii() and not _PLACEHOLDER.search(value):
            yield Span(*match.span(1), "password")
