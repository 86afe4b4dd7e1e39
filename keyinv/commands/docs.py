"""`keyinv docs`: pages made from the declarations themselves."""

import click

from etl.warehouse.statements import statements
from keyinv.invocation import Invocation, KeyinvCommand

PUBLISHED = ("marts", "views")


@click.command("docs", cls=KeyinvCommand)
@click.argument("page", type=click.Choice(["tables"]))
def docs(invocation: Invocation, page: str) -> None:
    """Print a page: `tables` are the published tables, their grain and the meaning of each column."""
    del page
    documents: list[dict[str, object]] = [
        {"table": statement.name, "grain": statement.grain, "columns": statement.columns}
        for statement in sorted(statements(), key=lambda statement: statement.name)
        if statement.path.parent.name in PUBLISHED
    ]
    invocation.answer(documents, lambda _: click.echo("\n".join(markdown(documents))))


def markdown(documents: list[dict[str, object]]) -> list[str]:
    """The page as lines of Markdown."""
    lines = [
        "# Published tables",
        "",
        "Schema `mart`. Printed by `keyinv docs tables` from the declarations in `sql/`.",
        "",
    ]
    for document in documents:
        columns: dict[str, str] = document["columns"]  # type: ignore[assignment]
        lines += [
            f"## `{document['table']}`",
            "",
            f"One row a {document['grain']}.",
            "",
            "| column | meaning |",
            "|---|---|",
        ]
        lines += [f"| `{name}` | {meaning.replace('|', chr(92) + '|')} |" for name, meaning in columns.items()]
        lines.append("")
    return lines


COMMAND = docs
