"""Answers that clients of public sources recorded (VCR cassettes), as the bytes that came."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import yaml


def bodies(cassette: Path) -> Iterator[tuple[str, bytes]]:
    """Address and body of each answer of a cassette."""
    for part in yaml.safe_load(cassette.read_text(encoding="utf-8"))["interactions"]:
        answer = part["response"]
        body = answer["content"] if "content" in answer else answer["body"]["string"]
        content = body.encode() if isinstance(body, str) else body
        is_packed = content.startswith(b"\x1f\x8b")
        yield part["request"]["uri"], gzip.decompress(content) if is_packed else content
