"""What a published text does not tell: where files lie on this machine, its name, what stands in the data."""

from __future__ import annotations

import dataclasses
import re
import socket
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenfold.findings import Finding
    from tenfold.papers.survey.survey import Survey
    from tenfold.store.workspace import Workspace
    from tenfold.study.view import MethodView, StudyView

__all__ = ["Discretion"]

_ADDRESS_OF_A_PAGE = re.compile(r"(https?://[^\s<>\"'`)\]]+)", re.IGNORECASE)
_ADDRESS_OF_A_FILE = re.compile(r"file://[^\s<>\"'`)\]]*", re.IGNORECASE)
_NAME = r"[^\s/\\<>\"'`:;,()\[\]{}|]"
_OF_A_WORKBENCH = r"(?!(?:studies|papers|reports)/)"
_PATH = re.compile(rf"(?<![\w./:<)\]}}~…\\])/{_OF_A_WORKBENCH}(?:{_NAME}+/)+({_NAME}*)")
_WINDOWS_PATH = re.compile(rf"(?<!\w)[A-Za-z]:[\\/](?:{_NAME}+[\\/])*({_NAME}*)")
_QUOTED = re.compile(r"(?<!\w)'(?:[^'\\]|\\.)*'(?!\w)|\"(?:[^\"\\]|\\.)*\"|`[^`]*`|“[^”]*”")
_SHORTEST_NAME = 3


class Discretion:
    """Leaves out of texts what is nobody's business. `examples`: words of the data may be told."""

    def __init__(
        self, workspace: Workspace, *, examples: bool = False, machine: str | None = None
    ) -> None:
        roots = {str(workspace.root), str(workspace.root.resolve())}
        said = "|".join(re.escape(root) for root in sorted(roots, key=len, reverse=True))
        self._root = re.compile(rf"(?<![\w./-])(?:{said})(?:/|(?![\w.-]))")
        self._examples = examples
        self._machine = socket.gethostname() if machine is None else machine

    def text(self, said: str) -> str:
        """The text without absolute paths: of those in the workspace what follows it, of others the last name.

        Addresses of pages stay.
        """
        pieces = _ADDRESS_OF_A_PAGE.split(said)  # text and addresses in turn
        return "".join(p if n % 2 else self._without_paths(p) for n, p in enumerate(pieces))

    def _without_paths(self, said: str) -> str:
        said = _ADDRESS_OF_A_FILE.sub("…", said)
        said = self._root.sub("", said)
        said = _PATH.sub(r"…/\1", said)
        return _WINDOWS_PATH.sub(r"…/\1", said)

    def survey(self, survey: Survey) -> Survey:
        """The same survey, for strangers."""
        told: Survey = _mapped(survey, self.text)
        return told

    def study(self, view: StudyView) -> StudyView:
        """The same study, for strangers."""
        view = _mapped(view, self.text)
        methods = tuple(replace(m, failures=self._failures(m)) for m in view.methods)
        return replace(
            view,
            methods=methods,
            findings=tuple(map(self._finding, view.findings)),
            hardware={**view.hardware, "system": view.hardware.get("system", "").split(" ")[0]},
        )

    def _finding(self, finding: Finding) -> Finding:
        """Findings show counts; the words that some quote are words of the data."""
        if self._examples:
            return finding
        return replace(finding, message=_QUOTED.sub("…", finding.message), places=(), details={})

    def _failures(self, method: MethodView) -> tuple[str, ...]:
        """What a program printed before it failed may be anything, its data or this machine's name."""
        return tuple(map(self._failure, method.failures))

    def _failure(self, said: str) -> str:
        which, between, reason = said.partition("): ")
        reason = reason.splitlines()[0] if reason.strip() else ""
        if not self._examples:
            reason = _QUOTED.sub("…", reason)
        return self._without_name(f"{which}{between}{reason}")

    def _without_name(self, said: str) -> str:
        """Without the name of this machine; one that is too short could be any word."""
        if len(self._machine) < _SHORTEST_NAME or self._machine == "localhost":
            return said
        return re.sub(rf"(?<!\w){re.escape(self._machine)}(?!\w)", "…", said)


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """The value with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        told = {f.name: _mapped(getattr(value, f.name), change) for f in dataclasses.fields(value)}
        return replace(value, **told)
    if isinstance(value, Mapping):
        return {_mapped(key, change): _mapped(item, change) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_mapped(item, change) for item in value)
    return value
