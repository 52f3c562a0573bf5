"""`tenfold paper take-back`: the last thing that you said about a paper."""

from __future__ import annotations

from tenfold.cli.options import JsonOption, WorkspaceOption, open_workspace, print_json

__all__ = ["take_back_command"]


def take_back_command(as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """Take back the last thing that you said about a paper; again: the one before.

    An answer, a review, a reaction, a comment, a published number, a change of a collection, a mark, a topic, a
    decision of a screening, a saved search, whom you follow, what you put off or dropped. What the library
    holds (imports, merges, edits, removals) is taken back by: tenfold paper undo

    Example: tenfold paper take-back
    """
    from tenfold.papers.taking_back import take_back

    changes = take_back(open_workspace(workspace))
    if as_json:
        said = [{"kind": c.kind, "number": c.number, "content": c.content} for c in changes]
        print_json({"schema_version": 1, "changes": said})
        return
    for change in changes:
        stands = "is gone again" if change.content is None else "is as before"
        print(f"Taken back: {change.kind} {change.number} {stands}.")
