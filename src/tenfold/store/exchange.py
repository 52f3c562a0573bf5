"""Two folders that take each other's names in one step, where the system can do that."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

__all__ = ["exchange"]

_HERE = -100  # AT_FDCWD of fcntl.h: an address that is not absolute begins where the process works
_EXCHANGE = 2  # RENAME_EXCHANGE of linux/fs.h
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}
"""Of an old kernel, of a file system that cannot, of a container that lets nothing new through."""


def exchange(one: Path, other: Path) -> bool:
    """Have two names change places. Whoever looks, also after a power cut, finds both done or neither.

    False where that cannot be done here, and nothing is. Raises OSError where it is refused.
    """
    rename = _renameat2()
    if rename is None:
        return False
    if rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(one), None, str(other))


def _renameat2() -> ctypes._NamedFuncPointer | None:
    """Python has no name for it; not every library of C has one either."""
    if sys.platform != "linux":
        return None
    try:
        found = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return None
    found.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint]
    found.restype = ctypes.c_int
    return found
