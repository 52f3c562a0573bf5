"""tenfold: a research question about a big pre-trained model becomes an answer others can check.

    >>> import tenfold as tf
    >>> verdict = tf.judge(
    ...     {"method": ["a"] * 5 + ["b"] * 5, "seed": [0, 1, 2, 3, 4] * 2,
    ...      "score": [0.81, 0.83, 0.82, 0.80, 0.84, 0.71, 0.72, 0.70, 0.73, 0.71]},
    ...     ["a beats b by 0.05 on score"],
    ... )
    >>> verdict.hypotheses[0].verdict
    'supported'

Heavy parts are imported when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenfold.client import connect
    from tenfold.desk.api import Dataset, load_data, read
    from tenfold.lab.api import note, week
    from tenfold.study.api import Study, load_study, open_workspace
    from tenfold.study.judge import judge
    from tenfold.study.reproduce.rerunning import reproduce
    from tenfold.study.verdict import Verdict

__all__ = [
    "Dataset",
    "Study",
    "Verdict",
    "__version__",
    "connect",
    "judge",
    "load_data",
    "load_study",
    "note",
    "open_workspace",
    "read",
    "reproduce",
    "week",
]

__version__ = "0.1.0"

_HOMES = {
    "Dataset": "tenfold.desk.api",
    "load_data": "tenfold.desk.api",
    "read": "tenfold.desk.api",
    "Study": "tenfold.study.api",
    "load_study": "tenfold.study.api",
    "open_workspace": "tenfold.study.api",
    "connect": "tenfold.client",
    "judge": "tenfold.study.judge",
    "note": "tenfold.lab.api",
    "week": "tenfold.lab.api",
    "reproduce": "tenfold.study.reproduce",
    "Verdict": "tenfold.study.verdict",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        import importlib

        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'tenfold' has no attribute {name!r}")
