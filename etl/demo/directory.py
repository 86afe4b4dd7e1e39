"""People and services as the company keeps them: the owner directory, the HR extract and the service catalogue."""

from pathlib import Path

import polars as pl

from etl.demo import json_text as j
from etl.demo.options import DemoOptions, date_of
from etl.demo.organisation import Organisation
from etl.demo.writing import manifest, write

_DATE = "%Y-%m-%d"
_EMPTY = pl.lit(None, dtype=pl.String)


def write_directory(folder: Path, options: DemoOptions, company: Organisation) -> None:
    """Everything as of the end of the story; a leaver's last day is the same in both lists of people."""
    at = options.end
    here = folder / "directory" / date_of(at)
    manifest(write(here / "owners.csv", _owners(company).write_csv()), tenant="corp", as_of=at)
    manifest(write(here / "hr.csv", _extract(company).write_csv()), tenant="corp", as_of=at)
    here = folder / "catalogue" / date_of(at)
    manifest(write(here / "catalog-info.yaml", catalogue(company)), tenant="corp", as_of=at)


def _ranked(company: Organisation) -> pl.DataFrame:
    """People with their manager: eight report to each."""
    people = company.people.with_row_index("place")
    boss = pl.col("address").gather(pl.col("place") // 8)
    return people.with_columns(manager=pl.when(pl.col("place") > 0).then(boss))


def _owners(company: Organisation) -> pl.DataFrame:
    persons = _ranked(company).select(
        email="address",
        aliases=_EMPTY,
        name="name",
        kind=pl.lit("person"),
        status=pl.when("has_left").then(pl.lit("left")).otherwise(pl.lit("active")),
        left_on=pl.when("has_left").then(j.iso("ends", _DATE)),
        manager_email="manager",
        team="team",
        business_unit="business_unit",
        cost_center=pl.lit("4410"),
        service_slugs=_EMPTY,
        provider_ids=pl.concat_str(pl.lit("openai:"), "openai", pl.lit("|anthropic:"), "anthropic", pl.lit("|github:"), "github"),
        contact=_EMPTY,
        backup_email=_EMPTY,
    )
    teams = company.teams.select(
        email="address",
        name="team",
        kind=pl.lit("team"),
        status=pl.lit("active"),
        team="team",
        business_unit="business_unit",
        cost_center=pl.lit("4410"),
        contact=pl.concat_str(pl.lit("#"), "team"),
    )
    return pl.concat([persons, teams], how="diagonal")


def _extract(company: Organisation) -> pl.DataFrame:
    return _ranked(company).select(
        employee_id="employee",
        work_email="address",
        other_emails=_EMPTY,
        full_name="name",
        status=pl.when("has_left").then(pl.lit("terminated")).otherwise(pl.lit("active")),
        start_date=j.iso("started", _DATE),
        end_date=j.iso("ends", _DATE),
        manager_email="manager",
        department="team",
        cost_center=pl.lit("4410"),
        worker_type=pl.lit("employee"),
    )


def catalogue(company: Organisation) -> str:
    """Every service as a component and every team as a group, in Backstage's form."""
    head = "apiVersion: backstage.io/v1alpha1\n"
    documents = []
    services = company.services["service"].to_list()
    for place, row in enumerate(company.services.iter_rows(named=True)):
        needs = f', dependsOn: ["component:{services[place // 2]}"]' if place else ""
        documents.append(
            f"{head}kind: Component\nmetadata:\n  name: {row['service']}\n"
            f"  annotations: {{github.com/project-slug: {row['repository']}}}\n"
            f"spec: {{type: service, lifecycle: production, owner: {row['team']}, "
            f"system: {row['business_unit']}{needs}}}\n"
        )
    members = dict(
        company.people.filter(~pl.col("has_left")).group_by("team", maintain_order=True).agg(pl.col("address").first()).iter_rows()
    )
    for row in company.teams.iter_rows(named=True):
        somebody = members.get(row["team"])
        names = f"[{somebody.split('@')[0]}]" if somebody else "[]"
        documents.append(
            f"{head}kind: Group\nmetadata: {{name: {row['team']}}}\n"
            f"spec: {{type: team, profile: {{displayName: {row['team']}, email: {row['address']}}}, "
            f"children: [], members: {names}}}\n"
        )
    return "---\n".join(documents)
