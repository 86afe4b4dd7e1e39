"""`keyinv explain`: everything known of one credential, each fact with the file and row it came from."""

from typing import Any

import click
from rich.console import Console
from rich.text import Text
from sqlalchemy import Connection, text

from etl.errors import ConfigurationError
from etl.warehouse import publication
from keyinv.invocation import Invocation, KeyinvCommand
from keyinv.reports import plain_table

FIND = """
select * from {schema}.credential
where natural_key = :word or cast(credential_id as text) = :word or name = :word or hint = :word
order by natural_key limit 20
"""
FACTS = {
    "facts": """
        select field, value, source, path, row_no, observed_at
        from {schema}.evidence where credential_id = :id order by field, source""",
    "versions": """
        select v.source, v.valid_from, v.valid_to, v.changed_after, v.last_seen_at, s.status, n.path, v.row_no
        from core.credential_version as v
        join core.credential_state as s using (state_hash)
        left join landing.snapshot as n using (snapshot_id)
        where v.credential_id = :id order by v.source, v.valid_from""",
    "life_cycle": """
        select kind, at_lower, at_upper, actor, source_ip, evidence, n.path, e.row_no
        from {schema}.lifecycle_event as e left join landing.snapshot as n using (snapshot_id)
        where e.credential_id = :id order by at_upper""",
    "rotations": "select * from {schema}.rotation where :id in (predecessor_id, successor_id) order by started_upper",
    "exposures": """
        select exposure_id, state, validity, repository, path, detected_at, revoked_lower, revoked_upper,
            match_method, match_confidence
        from {schema}.exposure where credential_id = :id order by detected_at""",
    "dependencies": """
        select consumer, consumer_kind, via, evidence, environment
        from {schema}.dependency where credential_id = :id order by consumer""",
    "use": """
        select day, sum(requests) as requests, sum(failures) as failures, sum(cost_usd) as cost_usd
        from {schema}.usage_daily where credential_id = :id group by day order by day desc limit 30""",
}


@click.command("explain", cls=KeyinvCommand)
@click.argument("credential")
def explain(invocation: Invocation, credential: str) -> None:
    """Explain CREDENTIAL, given as the provider's key id, its name, its hint, or our credential_id."""
    with invocation.warehouse() as warehouse, publication.reading(warehouse.engine) as current:
        if current is None:
            raise ConfigurationError("nothing is published yet; run `keyinv refresh PATH…` first")
        with warehouse.engine.connect() as connection:
            row = the_one(connection, current.schema, credential)
            document: dict[str, Any] = {"credential": row}
            for name, query in FACTS.items():
                answered = connection.execute(text(query.format(schema=current.schema)), {"id": row["credential_id"]})
                document[name] = [dict(fact) for fact in answered.mappings()]
    invocation.answer(document, lambda console: show(console, document))


def the_one(connection: Connection, schema: str, word: str) -> dict[str, Any]:
    """The credential of that name.

    Raises:
        ConfigurationError: none, or several, are of that name.
    """
    found = [dict(row) for row in connection.execute(text(FIND.format(schema=schema)), {"word": word}).mappings()]
    if not found:
        raise ConfigurationError(f"no credential has the id, name or hint {word!r}; look in `keyinv sql` or the Explorer")
    if len(found) > 1:
        keys = ", ".join(f"{row['provider']} {row['natural_key']}" for row in found)
        raise ConfigurationError(f"{word!r} names {len(found)} credentials; give one of their ids: {keys}")
    return found[0]


def show(console: Console, document: dict[str, Any]) -> None:
    """Facts first, then each history."""
    console.print(plain_table([{"fact": k, "value": v} for k, v in document["credential"].items()], ["fact", "value"]))
    for name in FACTS:
        rows = document[name]
        console.print(Text(f"\n{name.replace('_', ' ')}", style="bold"))
        console.print(plain_table(rows, list(rows[0])) if rows else "none")


COMMAND = explain
