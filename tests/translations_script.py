"""`scripts/translations.py` as a module: it lies beside the package, not in it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

__all__ = ["translations_script"]

_SCRIPT = Path(__file__).parents[1] / "scripts" / "translations.py"


def translations_script() -> ModuleType:
    """Skips the test where there is none."""
    if not _SCRIPT.exists():
        pytest.skip("the sources' scripts are not here")
    spec = importlib.util.spec_from_file_location("translations", _SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
