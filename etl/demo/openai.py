"""OpenAI's organisation API as a collector lands it: projects, keys, service accounts and people, a line a page."""

from pathlib import Path
from typing import Final

import polars as pl

from etl.demo import json_text as j
from etl.demo.aws import alive
from etl.demo.inventory import Inventory
from etl.demo.options import DAY, DemoOptions, date_of
from etl.demo.organisation import Organisation
from etl.demo.writing import envelope, pages, write

PAGE_SIZE: Final = 100
MISLABELLED: Final = 2  # project keys that the admin listing shows too, as the real one does


def listing(items: list[str], *, path: str, tenant: str, at: int, query: dict[str, object] | None = None) -> str:
    """All pages of a list, one envelope a line, each with its first and last id."""
    lines = []
    for page, last, part in pages(items, PAGE_SIZE):
        ids = [item.split('"id":"', 1)[1].split('"', 1)[0] for item in (part[:1] + part[-1:])]
        first, final = (f'"{ids[0]}"', f'"{ids[-1]}"') if ids else ("null", "null")
        more = "false" if last else "true"
        body = f'{{"object":"list","data":[{",".join(part)}],"first_id":{first},"last_id":{final},"has_more":{more}}}'
        asked = {"limit": PAGE_SIZE, **(query or {})}
        lines.append(envelope(body, path=path, tenant=tenant, fetched_at=at, query=asked, page=page, last=last))
    return "\n".join(lines) + "\n"


def account_id() -> pl.Expr:
    """The id of the service account that holds a machine's key."""
    return "svc_acct_" + pl.col("account_code")


def project_keys(keys: pl.DataFrame, last_use: pl.Series) -> pl.DataFrame:
    """Each key as the project listing shows it: `project` and `item`."""
    person = j.record(
        {
            "type": '"user"',
            "user": j.record(
                {
                    "id": j.text("openai"),
                    "email": j.text("person"),
                    "name": j.text("person_name"),
                    "role": '"member"',
                    "created_at": j.number(pl.col("created") - 30 * DAY),
                }
            ),
        }
    )
    machine = j.record(
        {
            "type": '"service_account"',
            "service_account": j.record(
                {
                    "id": j.text(account_id()),
                    "name": j.text("name"),
                    "role": '"member"',
                    "created_at": j.number("created"),
                }
            ),
        }
    )
    prefix = pl.when("is_machine").then(pl.lit("sk-svcacct-...")).otherwise(pl.lit("sk-proj-..."))
    return keys.with_columns(used=pl.Series(last_use.gather(keys["serial"]))).select(
        "project",
        item=j.record(
            {
                "object": '"organization.project.api_key"',
                "id": j.text("natural_key"),
                "name": j.text("name"),
                "redacted_value": j.text(pl.concat_str(prefix, "tail")),
                "created_at": j.number("created"),
                "last_used_at": j.number("used"),
                "expires_at": "null",
                "owner_project_access": '"active"',
                "owner": pl.when("is_machine").then(machine).otherwise(person),
            }
        ),
    )


def _admin_keys(keys: pl.DataFrame, last_use: pl.Series) -> list[str]:
    owner = j.record(
        {
            "type": '"user"',
            "object": '"organization.user"',
            "id": j.text("openai"),
            "name": j.text("person_name"),
            "role": '"owner"',
            "created_at": j.number(pl.col("created") - 30 * DAY),
        }
    )
    return (
        keys.with_columns(used=pl.Series(last_use.gather(keys["serial"])))
        .select(
            j.record(
                {
                    "object": '"organization.admin_api_key"',
                    "id": j.text("natural_key"),
                    "name": j.text("name"),
                    "redacted_value": j.text("sk-admin-..." + pl.col("tail")),
                    "created_at": j.number("created"),
                    "last_used_at": j.number("used"),
                    "expires_at": "null",
                    "owner": owner,
                }
            )
        )
        .to_series()
        .to_list()
    )


def _people(company: Organisation, tenant_keys: pl.DataFrame, options: DemoOptions) -> list[str]:
    """Members of the organisation: those who hold keys, and nobody forgets to remove the ones who left."""
    members = company.people.join(tenant_keys.select("openai").unique(), on="openai", how="semi", maintain_order="left")
    return (
        members.select(
            j.record(
                {
                    "object": '"organization.user"',
                    "id": j.text("openai"),
                    "email": j.text("address"),
                    "name": j.text("name"),
                    "role": '"reader"',
                    "added_at": j.number(pl.col("started").clip(upper_bound=options.start)),
                }
            )
        )
        .to_series()
        .to_list()
    )


def _projects(found: Inventory, tenant: str) -> pl.DataFrame:
    return found.projects.filter((pl.col("provider") == "openai") & (pl.col("tenant") == tenant))


def write_listings(folder: Path, options: DemoOptions, company: Organisation, found: Inventory, last_uses: dict[int, pl.Series]) -> None:
    """Every organisation's keys at every snapshot; projects, people and service accounts at the last."""
    keys = found.frame.filter(pl.col("provider") == "openai")
    for tenant in found.tenants["openai"]:
        mine, projects = keys.filter(pl.col("tenant") == tenant), _projects(found, tenant)
        here = folder / "openai" / tenant
        for instant in options.snapshot_times:
            write_keys(here / date_of(instant), mine, projects, tenant, instant, last_uses[instant])
        at = options.end
        items = (
            projects.select(
                j.record(
                    {
                        "object": '"organization.project"',
                        "id": j.text("project"),
                        "name": j.text("name"),
                        "created_at": j.number("created"),
                        "archived_at": "null",
                        "status": '"active"',
                    }
                )
            )
            .to_series()
            .to_list()
        )
        write(here / date_of(at) / "projects.jsonl", listing(items, path="/organization/projects", tenant=tenant, at=at))
        write(
            here / date_of(at) / "users.jsonl",
            listing(_people(company, mine, options), path="/organization/users", tenant=tenant, at=at),
        )
        machines = alive(mine.filter("is_machine"), at).select(
            "project",
            item=j.record(
                {
                    "object": '"organization.project.service_account"',
                    "id": j.text(account_id()),
                    "name": j.text("name"),
                    "role": '"member"',
                    "created_at": j.number("created"),
                }
            ),
        )
        for project, items in _by_project(machines, projects):
            path = f"/organization/projects/{project}/service_accounts"
            write(
                here / date_of(at) / f"service_accounts_{project}.jsonl",
                listing(items, path=path, tenant=tenant, at=at),
            )


def _by_project(items: pl.DataFrame, projects: pl.DataFrame) -> list[tuple[str, list[str]]]:
    grouped = projects.select("project").join(
        items.group_by("project", maintain_order=True).agg("item"), on="project", how="left", maintain_order="left"
    )
    return [(project, found or []) for project, found in grouped.iter_rows()]


def write_keys(  # noqa: PLR0913, PLR0917  # whose listing, of when, with what
    here: Path, mine: pl.DataFrame, projects: pl.DataFrame, tenant: str, at: int, last_use: pl.Series
) -> list[Path]:
    """One organisation's key listings at one instant; gives the files of project keys."""
    listed = alive(mine, at)
    in_projects = listed.filter(pl.col("kind") != "admin")
    items = project_keys(in_projects, last_use)
    written = []
    for project, found in _by_project(items, projects):
        text = listing(
            found,
            path=f"/organization/projects/{project}/api_keys",
            tenant=tenant,
            at=at,
            query={"owner_project_access": "any"},
        )
        written.append(write(here / f"project_api_keys_{project}.jsonl", text))
    admins = pl.concat([listed.filter(pl.col("kind") == "admin"), in_projects.filter(~pl.col("is_machine")).head(MISLABELLED)])
    text = listing(_admin_keys(admins, last_use), path="/organization/admin_api_keys", tenant=tenant, at=at)
    write(here / "admin_api_keys.jsonl", text)
    return written
