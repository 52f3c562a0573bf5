"""Secrets that are shown once and kept as digests: invitations, sessions, tokens."""

from __future__ import annotations

import hashlib
import secrets

__all__ = ["digest_of_secret", "new_secret"]

_BYTES = 32


def new_secret(prefix: str = "") -> str:
    """A word of 256 random bits, fit for a URL."""
    return prefix + secrets.token_urlsafe(_BYTES)


def digest_of_secret(secret: str) -> str:
    """What is kept of one: of 256 random bits a quick digest is as good as a slow one (ASVS 5.0, V11.4)."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
