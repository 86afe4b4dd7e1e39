"""`keyinv sources`: what can be loaded, how to get it, and what is held of it."""

import click
from rich.console import Console
from rich.text import Text
from sqlalchemy import text

from etl.sources import Source, sources
from keyinv.invocation import Invocation, KeyinvCommand

HELD = """
select source, count(*) as snapshots, max(as_of) as newest_as_of
from landing.snapshot
where status <> 'rejected'
group by source
"""


@click.command("sources", cls=KeyinvCommand)
def list_sources(invocation: Invocation) -> None:
    """Each supported source: the export, how to get it, what it gives, and the coverage held."""
    with invocation.warehouse() as warehouse, warehouse.engine.connect() as connection:
        held = {row["source"]: dict(row) for row in connection.execute(text(HELD)).mappings()}
    documents = [_document(source, held.get(source.export)) for source in sources()]

    def show(console: Console) -> None:
        for document in documents:
            console.print(Text(str(document["source"]), style="bold"))
            for line in ("gives", "obtain", "limits", "held"):
                if document[line]:
                    console.print(Text(f"  {line:<7} {document[line]}"))

    invocation.answer(documents, show)


def _document(source: Source, held: dict[str, object] | None) -> dict[str, object]:
    coverage = f"{held['snapshots']} snapshots, newest {held['newest_as_of']}" if held else "nothing"
    return {
        "source": source.export,
        "gives": ", ".join(source.gives) or "nothing for the register",
        "obtain": source.obtain,
        "limits": source.limits,
        "held": coverage,
    }


COMMAND = list_sources
