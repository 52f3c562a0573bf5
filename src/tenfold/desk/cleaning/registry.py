"""Every operation, one line each, in the order that is used where none is given."""

from __future__ import annotations

from tenfold.desk.cleaning.operation import Operation
from tenfold.desk.cleaning.operations.drop_class import DropClass
from tenfold.desk.cleaning.operations.drop_duplicates import DropDuplicates
from tenfold.desk.cleaning.operations.drop_empty import DropEmpty
from tenfold.desk.cleaning.operations.drop_rows import DropRows
from tenfold.desk.cleaning.operations.fix_encoding import FixEncoding
from tenfold.desk.cleaning.operations.keep_columns import KeepColumns
from tenfold.desk.cleaning.operations.normalise_spaces import NormaliseSpaces
from tenfold.desk.cleaning.operations.redact_personal import RedactPersonal
from tenfold.desk.cleaning.operations.relabel import Relabel
from tenfold.desk.cleaning.operations.rename_label import RenameLabel
from tenfold.desk.cleaning.operations.strip_controls import StripControls
from tenfold.desk.cleaning.operations.strip_html import StripHtml

__all__ = ["OPERATIONS"]

OPERATIONS: dict[str, type[Operation]] = {
    operation.name: operation
    for operation in (
        FixEncoding,  # letters first: what follows reads them
        StripControls,
        StripHtml,
        NormaliseSpaces,
        RedactPersonal,
        Relabel,  # labels before duplicates, which contradict each other or not
        RenameLabel,
        DropRows,
        DropClass,
        DropEmpty,  # what was stripped may be empty, or the same as another, now
        DropDuplicates,
        KeepColumns,
    )
}
