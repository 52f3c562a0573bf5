"""Encoders that the tests of this folder share."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_encoders import write_tiny_encoder

from tenfold.models.encoder import EncoderFiles, find_encoder


@pytest.fixture(scope="session")
def embedded() -> EncoderFiles:
    """The encoder that comes with tenfold."""
    return find_encoder("all-MiniLM-L6-v2", root=Path())


@pytest.fixture(scope="session")
def tiny_bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny random BERT; tests that change it copy it first."""
    return write_tiny_encoder(tmp_path_factory.mktemp("models") / "tiny", "bert")
