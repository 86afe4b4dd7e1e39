"""The hand-kept register of each business unit: its keys at three times, and who uses them."""

import hashlib
from pathlib import Path

import polars as pl

from etl.demo import json_text as j
from etl.demo.aws import alive
from etl.demo.inventory import OTHER_PROVIDERS, Inventory
from etl.demo.options import DemoOptions, date_of
from etl.demo.organisation import UNITS
from etl.demo.writing import manifest, write

KEY_COLUMNS = [
    "provider",
    "tenant",
    "key_id",
    "key_name",
    "key_hint",
    "key_sha256",
    "kind",
    "project",
    "environment",
    "status",
    "created",
    "created_reason",
    "expires",
    "rotated",
    "rotation_days",
    "last_used",
    "scopes",
    "privilege",
    "owner_email",
    "backup_owner_email",
    "team",
    "service",
    "purpose",
    "data_classes",
    "stored_in",
    "ticket",
    "evidence",
    "verified_at",
    "verified_by",
    "replaced_by",
    "notes",
]
DATA_CLASSES = ("internal", "customer_personal|customer_content", "none", "confidential")
_DATE = "%Y-%m-%d"


def hashed(leaked: pl.DataFrame) -> pl.DataFrame:
    """SHA-256 of the secrets whose holders ran `keyinv hash`: serial, key_sha256.

    These are all leaked ones of Anthropic and half of OpenAI's.
    """
    rows = leaked.filter((pl.col("provider") == "anthropic") | ((pl.col("provider") == "openai") & (pl.col("serial") % 2 == 0)))
    digests = [hashlib.sha256(secret.encode()).hexdigest() for secret in rows["secret"]]
    return pl.DataFrame({"serial": rows["serial"], "key_sha256": pl.Series(digests, dtype=pl.String)})


def _rows(keys: pl.DataFrame, at: int) -> pl.DataFrame:
    """The register's rows at an instant, as text; null is an empty cell."""
    alone = pl.col("provider").is_in(list(OTHER_PROVIDERS))
    owned = pl.col("ownership") != "no_owner"
    machine = (pl.col("provider") == "openai") & pl.col("is_machine")
    personal = (pl.col("provider") == "github") & (pl.col("kind") != "deploy_key")
    owner = pl.when(pl.col("ownership") == "team_only").then("team_address").otherwise("person")
    columns: dict[str, pl.Expr] = {
        "provider": pl.col("provider"),
        "tenant": pl.col("tenant"),
        "key_id": pl.when(~alone).then("natural_key"),
        "key_name": pl.col("name"),
        "key_sha256": pl.col("key_sha256"),
        "kind": pl.when(machine)
        .then(pl.lit("service_account_key"))
        .when(pl.col("kind") == "admin")
        .then(pl.lit("admin_key"))
        .when(personal)
        .then(pl.lit("personal_token"))
        .when(pl.col("kind") == "deploy_key")
        .then(pl.lit("ssh_key"))
        .otherwise(pl.lit("api_key")),
        "environment": pl.col("environment"),
        "status": pl.when(pl.col("inactive") <= at).then(pl.lit("disabled")).otherwise(pl.lit("active")),
        "created": j.iso("created", _DATE),
        "privilege": pl.when(pl.col("kind") == "admin").then(pl.lit("admin")).otherwise(pl.lit("write")),
        "owner_email": pl.when(owned).then(owner),
        "team": pl.when(owned).then("team"),
        "service": pl.when(owned).then("service"),
        "purpose": pl.when(owned).then(pl.concat_str(pl.lit("Used by "), "service", pl.lit(" in "), "environment")),
        "data_classes": pl.lit(pl.Series(DATA_CLASSES)).gather(pl.col("serial") % len(DATA_CLASSES)),
        "verified_at": j.iso(pl.min_horizontal("verified", pl.lit(at)), _DATE),
        "verified_by": pl.lit("register@corp.example"),
    }
    nothing = pl.lit(None, dtype=pl.String)
    return keys.select(columns.get(name, nothing).alias(name) for name in KEY_COLUMNS)


def register_path(folder: Path, unit: str, at: int) -> Path:
    """Where a business unit's register of an instant lies."""
    return folder / "register" / f"corp-{unit}" / date_of(at) / "keys.csv"


def write_registers(folder: Path, options: DemoOptions, found: Inventory, digests: pl.DataFrame) -> None:
    """Each business unit's register at the start, the middle and the end, and who uses its keys."""
    keys = found.frame.join(digests, on="serial", how="left", maintain_order="left").filter(
        pl.col("registered") | pl.col("key_sha256").is_not_null()
    )
    times = options.snapshot_times
    for unit in UNITS:
        mine = keys.filter(pl.col("business_unit") == unit)
        for at in dict.fromkeys((times[0], times[len(times) // 2], times[-1])):
            path = register_path(folder, unit, at)
            manifest(write(path, _rows(alive(mine, at), at).write_csv()), tenant=f"corp-{unit}", as_of=at)
        at = times[-1]
        uses = alive(mine, at).filter((pl.col("ownership") != "no_owner") & (pl.col("serial") % 5 != 0))
        consumers = uses.select(
            consumer_kind=pl.lit("service"),
            consumer="service",
            environment="environment",
            provider="provider",
            tenant="tenant",
            key_ref=pl.when(pl.col("provider").is_in(list(OTHER_PROVIDERS))).then("name").otherwise("natural_key"),
            slot=pl.lit("API_KEY_") + pl.col("lineage").cast(pl.String),
            via=pl.lit(None, dtype=pl.String),
            criticality=pl.lit("medium"),
            customer_data=pl.when(pl.col("serial") % len(DATA_CLASSES) == 1).then(pl.lit("direct")).otherwise(pl.lit("none")),
            reauth_steps=pl.concat_str(pl.lit("Update the secret and restart "), "service"),
            owner_email=pl.lit(None, dtype=pl.String),
            verified_at=j.iso("verified", _DATE),
        )
        path = write(register_path(folder, unit, at).with_name("dependencies.csv"), consumers.write_csv())
        manifest(path, tenant=f"corp-{unit}", as_of=at)
