"""The table of columns in docs/how-to/import-cases.md, made from `columns.toml`.

`python -m kla.cases.register_file.table` writes it; a test holds the two together.
"""

from pathlib import Path

from kla.cases.register_file.columns import all_columns
from kla.cases.register_file.workbook import remarks_on, what_stands_in

GUIDE = Path(__file__).parents[3] / "docs" / "how-to" / "import-cases.md"
BEGIN, END = "<!-- columns: made from columns.toml -->", "<!-- end of columns -->"


def table() -> str:
    """The columns as rows of Markdown."""
    lines = ["| Column | Required | Holds | Note |", "|---|---|---|---|"]
    for one in all_columns():
        required = "yes" if one.required else ""
        lines.append(f"| {one.header} | {required} | {what_stands_in(one)} | {remarks_on(one)} |")
    return "\n".join(lines)


def in_guide(text: str) -> str:
    """The guide with the table as it should be."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


if __name__ == "__main__":
    GUIDE.write_text(in_guide(GUIDE.read_text()))
