"""`tenfold model`: which encoders there are, and the one command that fetches."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace, print_json

if TYPE_CHECKING:
    from tenfold.models.encoder import EncoderFiles
    from tenfold.models.listing import ListedEncoder

__all__ = ["model_app"]

model_app = typer.Typer(help="The pre-trained encoders on this machine.", no_args_is_help=True)


@model_app.command("list")
def list_command(as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """Show the embedded encoder, folders in models/ of the workspace, and the hub's local cache.

    Example: tenfold model list
    """
    from tenfold.models.listing import list_encoders

    found = list_encoders(_root(workspace))
    if as_json:
        print_json({"schema_version": 1, "models": [_to_json(listed) for listed in found]})
        return
    _print_table(found)


@model_app.command("get")
def get_command(
    model: Annotated[str, typer.Argument(help='"hub:org/name@revision".')],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Fetch a model's safetensors, config and tokenizer into the hub's local cache.

    Nothing else in tenfold fetches. A mirror is named by HF_ENDPOINT.

    Example: tenfold model get hub:sentence-transformers/all-mpnet-base-v2@main
    """
    from tenfold.models.encoder import find_encoder

    use = model if model.startswith("hub:") or "/" not in model else f"hub:{model}"
    encoder = find_encoder(use, root=_root(workspace) or Path.cwd(), allow_fetch=True)
    if as_json:
        print_json({"schema_version": 1, **encoder.to_json()})
        return
    print(f"{encoder.name}: here. {_describe(encoder)}")
    print(f'In a study: [model] use = "{encoder.name}"')


def _root(workspace: Path | None) -> Path | None:
    """The workspace's folder; none is needed, but one that was named must be there."""
    from tenfold.errors import WorkspaceError

    try:
        return open_workspace(workspace).root
    except WorkspaceError:
        if workspace is not None:
            raise
        return None


def _describe(encoder: EncoderFiles) -> str:
    return (
        f"{encoder.family}, {encoder.n_parameters / 1e6:.1f} M parameters, {encoder.n_layers} layers "
        f"of {encoder.width}, up to {encoder.max_length} tokens, {encoder.pooling} pooling."
    )


def _to_json(listed: ListedEncoder) -> dict[str, object]:
    known = listed.encoder.to_json() if listed.encoder else {"name": listed.use}
    return {"use": listed.use, **known, "problem": listed.problem}


def _print_table(found: list[ListedEncoder]) -> None:
    out = console()
    for listed in found:
        out.print(listed.use, style="bold")
        out.print(f"  {_describe(listed.encoder) if listed.encoder else listed.problem}")
    out.print('Another one: tenfold model get "hub:org/name@revision"')
