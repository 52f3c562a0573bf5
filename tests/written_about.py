"""What tests write about: a paper, a day."""

from __future__ import annotations

from datetime import date

DAY = date(2026, 11, 28)
PAPER = "paper:1"
