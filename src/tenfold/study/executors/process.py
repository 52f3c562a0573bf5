"""What every process that carries tasks out is given, on whichever executor: its threads, its open files."""

from __future__ import annotations

__all__ = ["allow_many_files", "environment"]

_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)
_FILES = 8192


def environment(n_threads: int) -> dict[str, str]:
    """The environment variables by which libraries take `n_threads`, and no process of their own."""
    return {**dict.fromkeys(_THREADS, str(n_threads)), "TOKENIZERS_PARALLELISM": "false"}


def allow_many_files() -> None:
    """Each map of frozen states holds a file open; systems begin with few, and allow more."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
