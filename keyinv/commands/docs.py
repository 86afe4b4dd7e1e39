"""`keyinv docs`: pages made from the declarations themselves."""

import click

from etl.sources import Source, sources
from etl.warehouse.statements import statements
from keyinv.invocation import Invocation, KeyinvCommand

PUBLISHED = ("marts", "views")


@click.command("docs", cls=KeyinvCommand)
@click.argument("page", type=click.Choice(["tables", "sources"]))
def docs(invocation: Invocation, page: str) -> None:
    """Print a page: `tables` are the published tables with the meaning of each column, `sources` the exports."""
    if page == "sources":
        listed = [described(source) for source in sources()]
        return invocation.answer(listed, lambda _: click.echo("\n".join(sources_page(listed))))
    documents: list[dict[str, object]] = [
        {"table": statement.name, "grain": statement.grain, "columns": statement.columns}
        for statement in sorted(statements(), key=lambda statement: statement.name)
        if statement.path.parent.name in PUBLISHED
    ]
    return invocation.answer(documents, lambda _: click.echo("\n".join(markdown(documents))))


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


def described(source: Source) -> dict[str, str]:
    """What a reader wants to know of a source."""
    return {
        "source": source.export,
        "gives": ", ".join(source.gives) or "nothing for the register",
        "obtain": source.obtain,
        "limits": source.limits,
    }


def sources_page(listed: list[dict[str, str]]) -> list[str]:
    """The page of sources as lines of Markdown."""
    lines = [
        "# Sources", "", "Printed by `keyinv docs sources` from the declarations. A file's source is told by its content.", "",
        "Beside a body stand tenant, project, as-of and completeness, in this order of trust: the landing envelope (one JSON line a page:",
        '`{"request":{"path":…,"query":{…}},"tenant":…,"fetched_at":…,"status":200,"page":1,"last_page":true,"body":{…}}`), a manifest',
        "`<file>.meta.json`, folders (`tenant=…/project=…/as_of=…/`), the command line. What nobody says stays unknown.",
        "An export of a time still to come is rejected (`future_as_of`): it would hide all that are pulled until then.", "",
        "What is weak in a hand-kept register (`register.…`) is a warning, and its row is loaded: `W062` a key has no service; `W063`",
        "a key was verified longer before the register's as-of (else its file's time) than the policy's `register_max_age`, as it was when",
        "it was loaded; `W064` a column is not used, with the known one that it may have been meant for. Warnings are counted by code",
        "in `reasons` and apart in `warnings`, never in `rows_rejected`; a listing with warnings proves absence as one without. Of one",
        "code and file the first 1,000 are listed.", "",
    ]  # fmt: skip
    for source in listed:
        lines += [f"## `{source['source']}`", "", f"Gives: {source['gives']}.", "", f"How to get it: {source['obtain']}."]
        lines += ["", f"Limits: {source['limits']}.", ""] if source["limits"] else [""]
    return lines


COMMAND = docs
