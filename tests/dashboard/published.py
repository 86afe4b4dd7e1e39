"""A publication from rows written out: defaults for every column of the published tables, overridden where it matters."""

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
from adbc_driver_postgresql import dbapi
from sqlalchemy import text

from dashboard.data import Column, Held, Published, coded

AS_OF = datetime(2026, 11, 1, 12, tzinfo=UTC)
INSTANT = pl.Datetime("us", "UTC")
TEXTS = pl.List(pl.String)

TABLES: dict[str, dict[str, Any]] = {
    "credential": {
        "credential_id": pl.Int64, "provider": pl.String, "tenant": pl.String, "natural_key": pl.String,
        "kind": pl.String, "name": pl.String, "hint": pl.String, "fingerprint": pl.String, "status": pl.String,
        "environment": pl.String, "service": pl.String, "purpose": pl.String, "business_unit": pl.String,
        "owner": pl.String, "owner_kind": pl.String, "owner_source": pl.String, "owner_confidence": pl.Float64,
        "owner_valid_from": INSTANT, "owner_left_at": INSTANT, "owner_left_days": pl.Float64,
        "team": pl.String, "suggested_owner": pl.String, "suggestion_reason": pl.String, "principal": pl.String,
        "ownership_class": pl.String, "ownership_flags": TEXTS, "created_at": INSTANT,
        "created_unknown_reason": pl.String, "secret_since": INSTANT, "expires_at": INSTANT, "first_seen_at": INSTANT,
        "last_seen_at": INSTANT, "ended_lower": INSTANT, "ended_upper": INSTANT, "use_state": pl.String, "last_used_claimed_at": INSTANT,
        "last_used_observed_at": INSTANT, "idle_days": pl.Float64, "use_window_from": INSTANT, "age_days": pl.Float64, "age_lower_days": pl.Float64,
        "secret_age_days": pl.Float64, "max_age_days": pl.Float64, "rotation_due_at": INSTANT,
        "rotation_lag_days": pl.Float64, "dormant": pl.Boolean, "over_privileged": pl.Boolean, "privilege": pl.String,
        "scopes": TEXTS, "unused_scopes": TEXTS, "models_used": TEXTS, "dependent_count": pl.Int64,
        "blast_radius": pl.Int64, "data_classes": TEXTS, "reaches_customer_data": pl.Boolean,
        "open_exposures": pl.Int64, "first_exposed_at": INSTANT, "valid_when_found": pl.Boolean,
        "priority": pl.String, "priority_reason": pl.String, "waiver_until": INSTANT, "reviewed_at": INSTANT,
        "reviewed_by": pl.String, "snapshot_id": pl.Int64, "row_no": pl.Int64,
    },
    "exposure": {
        "exposure_id": pl.Int64, "credential_id": pl.Int64, "provider": pl.String, "hint": pl.String,
        "priority": pl.String, "valid_when_found": pl.Boolean, "was_dead": pl.Boolean, "match_method": pl.String, "match_confidence": pl.Float64,
        "detectors": TEXTS, "rule": pl.String, "repository": pl.String, "path": pl.String, "line": pl.Int64,
        "commit": pl.String, "location_url": pl.String, "publicly_exposed": pl.Boolean, "validity": pl.String,
        "severity": pl.String, "introduced_at": INSTANT, "detected_at": INSTANT, "acknowledged_lower": INSTANT,
        "acknowledged_upper": INSTANT, "first_abuse_at": INSTANT, "quarantined_at": INSTANT, "revoked_lower": INSTANT,
        "revoked_upper": INSTANT, "replaced_lower": INSTANT, "replaced_upper": INSTANT,
        "reauthenticated_lower": INSTANT, "reauthenticated_upper": INSTANT, "verified_at": INSTANT,
        "remediated_lower": INSTANT, "remediated_upper": INSTANT, "state": pl.String,
        "exposure_days_lower": pl.Float64, "exposure_days_upper": pl.Float64, "sla_due_at": INSTANT,
        "sla_breached": pl.Boolean, "calls_in_window": pl.Int64, "distinct_ips_in_window": pl.Int64,
        "cost_in_window": pl.Float64, "introduced_lower": INSTANT, "introduced_upper": INSTANT, "introduced_basis": pl.String,
        "revocation_basis": pl.String, "successor_id": pl.Int64, "dependents_total": pl.Int64, "dependents_moved": pl.Int64,
        "sla_state": pl.String,
    },
    "policy": {"rule": pl.String, "value": pl.String, "unit": pl.String, "meaning": pl.String},
    "rotation": {
        "rotation_id": pl.Int64, "predecessor_id": pl.Int64, "successor_id": pl.Int64, "method": pl.String,
        "evidence": pl.String, "confidence": pl.Float64, "started_lower": INSTANT, "started_upper": INSTANT,
        "finished_lower": INSTANT, "finished_upper": INSTANT, "overlap_days": pl.Float64, "state": pl.String,
        "interval_days": pl.Float64, "policy_days": pl.Float64, "lag_days": pl.Float64, "dependents_total": pl.Int64,
        "dependents_moved": pl.Int64,
    },
    "shadow_key": {
        "credential_id": pl.Int64, "provider": pl.String, "natural_key": pl.String, "first_seen_at": INSTANT,
    },
    "dependency": {
        "credential_id": pl.Int64, "consumer": pl.String, "consumer_kind": pl.String, "evidence": pl.String, "environment": pl.String,
        "needs_reauthentication": pl.Boolean, "reauthentication": pl.String, "owner": pl.String, "snapshot_id": pl.Int64, "row_no": pl.Int64,
    },
    "lifecycle_event": {
        "credential_id": pl.Int64, "kind": pl.String, "at_lower": INSTANT, "at_upper": INSTANT, "actor": pl.String,
        "source_ip": pl.String, "evidence": pl.String, "snapshot_id": pl.Int64, "row_no": pl.Int64,
    },
    "evidence": {
        "credential_id": pl.Int64, "field": pl.String, "value": pl.String, "source": pl.String, "snapshot_id": pl.Int64,
        "path": pl.String, "row_no": pl.Int64, "observed_at": INSTANT,
    },
    "usage_daily": {
        "credential_id": pl.Int64, "day": pl.Date, "model": pl.String, "action_class": pl.String, "requests": pl.Int64,
        "failures": pl.Int64, "cost_usd": pl.Float64, "distinct_ips": pl.Int64,
    },
    "kpi_daily": {
        "day": pl.Date, "metric": pl.String, "dimension": pl.String, "value": pl.Float64, "lower": pl.Float64, "upper": pl.Float64,
        "denominator": pl.Float64,
    },
    "source_freshness": {
        "source": pl.String, "tenant": pl.String, "last_as_of": INSTANT, "expected_every": pl.String,
        "stale": pl.Boolean, "covered_from": INSTANT, "covered_to": INSTANT, "gaps": pl.Int64, "age_ratio": pl.Float64,
        "freshness": pl.String, "gap_hours": pl.Float64, "snapshot_count": pl.Int64,
    },
    "coverage_window": {
        "source": pl.String, "kind": pl.String, "provider": pl.String, "tenant": pl.String, "starts_at": INSTANT, "ends_at": INSTANT,
        "file_count": pl.Int64,
    },
    "source_conflict": {
        "credential_id": pl.Int64, "field": pl.String, "value": pl.String, "source": pl.String, "observed_at": INSTANT,
        "other_value": pl.String, "other_source": pl.String, "other_observed_at": INSTANT, "path": pl.String, "row_no": pl.Int64,
        "snapshot_id": pl.Int64, "other_path": pl.String, "other_row_no": pl.Int64, "other_snapshot_id": pl.Int64,
    },
    "source_field": {
        "source": pl.String, "field": pl.String, "provider": pl.String, "business_unit": pl.String, "environment": pl.String,
        "kind": pl.String, "filled_count": pl.Int64, "total_count": pl.Int64,
    },
    "owner_claim": {
        "credential_id": pl.Int64, "owner": pl.String, "owner_kind": pl.String, "basis": pl.String, "is_winner": pl.Boolean,
        "confidence": pl.Float64, "valid_from": INSTANT, "valid_to": INSTANT, "is_expired": pl.Boolean, "has_left": pl.Boolean,
        "is_known": pl.Boolean, "source": pl.String, "path": pl.String, "snapshot_id": pl.Int64, "row_no": pl.Int64,
        "observed_at": INSTANT,
    },
    "quality.result": {
        "run_id": pl.Int64, "publication": pl.Int64, "table_name": pl.String, "expectation": pl.String,
        "claim": pl.String, "severity": pl.String, "mark": pl.String, "passed": pl.Boolean,
        "column_name": pl.String, "unexpected_count": pl.Int64, "element_count": pl.Int64,
        "observed_share": pl.Float64, "expected_share": pl.Float64, "problem": pl.String, "ran_at": INSTANT,
    },
    "landing.snapshot": {"snapshot_id": pl.Int64, "path": pl.String, "source": pl.String, "warnings": pl.String},
    "landing.quarantine": {
        "snapshot_id": pl.Int64, "path": pl.String, "row_no": pl.Int64, "field": pl.String, "reason_code": pl.String,
        "message": pl.String, "excerpt": pl.String, "severity": pl.String,
    },
}  # fmt: skip

DEFAULTS: dict[str, dict[str, Any]] = {
    "credential": {
        "provider": "openai", "tenant": "org-1", "kind": "api_key", "status": "active", "environment": "production",
        "business_unit": "Retail", "service": "chat", "purpose": "support answers", "owner": "ada@example.org",
        "owner_kind": "person", "owner_confidence": 1.0, "ownership_class": "owned", "ownership_flags": [],
        "first_seen_at": AS_OF - timedelta(days=100), "last_seen_at": AS_OF, "use_state": "used", "age_days": 50.0,
        "secret_age_days": 50.0, "max_age_days": 90.0, "blast_radius": 1, "dependent_count": 1, "open_exposures": 0,
        "priority": "track", "priority_reason": "Nothing is exposed; rotate as scheduled.", "snapshot_id": 1,
    },
    "exposure": {
        "match_method": "key_id", "match_confidence": 1.0, "publicly_exposed": True, "validity": "valid",
        "provider": "openai", "valid_when_found": True, "was_dead": False, "priority": "act_now",
        "severity": "high", "state": "remediated", "sla_breached": False, "detectors": ["github"],
    },
    "rotation": {"method": "same_credential", "state": "finished", "policy_days": 90.0, "confidence": 1.0},
    "source_freshness": {"source": "openai.admin_api_keys", "tenant": "org-1", "last_as_of": AS_OF, "stale": False},
    "coverage_window": {"source": "aws.cloudtrail", "kind": "use", "provider": "aws", "tenant": "acme", "file_count": 1},
    "source_conflict": {
        "field": "status", "value": "absent", "source": "openai.project_api_keys", "other_value": "active", "other_source": "register.keys",
    },
    "source_field": {"source": "register.keys", "field": "owner", "provider": "openai", "environment": "production", "kind": "api_key"},
    "owner_claim": {"owner_kind": "person", "is_winner": False, "is_expired": False, "has_left": False, "is_known": True},
    "quality.result": {
        "run_id": 1, "publication": 7, "table_name": "credential", "expectation": "not_null", "severity": "critical",
        "mark": "must", "passed": True, "ran_at": AS_OF,
    },
    "landing.snapshot": {"warnings": "{}"},
    "landing.quarantine": {
        "snapshot_id": 1, "reason_code": "not_a_date", "path": "keys.csv", "field": "created", "severity": "rejected",
    },
    "shadow_key": {"provider": "openai", "first_seen_at": AS_OF},
}  # fmt: skip


class Recorded:
    """Takes the record of each export into memory."""

    def __init__(self) -> None:
        self.rows: list[tuple[dict[str, Any], str]] = []

    def ready(self) -> bool:
        """It always is."""
        return True

    def record(self, stated: dict[str, Any], who: str) -> None:
        """Keep it."""
        self.rows.append((stated, who))


def frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """The rows with the table's defaults, in its columns and types."""
    schema = TABLES[table]
    filled = [{**dict.fromkeys(schema), **DEFAULTS.get(table, {}), **row} for row in rows]
    for row in filled if table == "credential" else ():
        if row["age_lower_days"] is None:
            row["age_lower_days"] = row["age_days"] if row["age_days"] is not None else (AS_OF - row["first_seen_at"]).days
    return pl.DataFrame(filled, schema=schema, orient="row")


def held(number: int = 7, **tables: list[dict[str, Any]] | pl.DataFrame) -> Held:
    """A publication with the given rows; `quality_result` stands for `quality.result`, and so on."""
    given = {name.replace("quality_", "quality.").replace("landing_", "landing."): rows for name, rows in tables.items()}
    frames = {name: value if isinstance(value := given.get(name, []), pl.DataFrame) else frame(name, value) for name in TABLES}
    described = {
        name: tuple(Column(column, str(kind), "") for column, kind in schema.items()) for name, schema in TABLES.items() if "." not in name
    }
    published = Published(number, f"mart_{number}", AS_OF, AS_OF)
    return Held(published, lambda name: coded(frames[name]), lambda: described, recorder=Recorded())


def publish(warehouse: Any, number: int, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Make a publication of these rows in the database, and point to it."""
    with warehouse.engine.begin() as connection:
        connection.execute(text(f"create schema mart_{number}"))
    with dbapi.connect(warehouse.url) as connection, connection.cursor() as cursor:
        for table, listed in rows.items():
            cursor.adbc_ingest(table, frame(table, listed).to_arrow(), db_schema_name=f"mart_{number}")
        connection.commit()
    with warehouse.engine.begin() as connection:
        connection.execute(
            text(
                "insert into landing.publication (publication, schema, as_of, published_at, state)"
                " values (:number, :schema, :as_of, :as_of, 'published')"
            ),
            {"number": number, "schema": f"mart_{number}", "as_of": AS_OF},
        )
    point_to(warehouse, number)


def point_to(warehouse: Any, number: int | None) -> None:
    """Move the pointer; None: no publication."""
    with warehouse.engine.begin() as connection:
        connection.execute(text("delete from landing.publication_pointer"))
        if number is not None:
            connection.execute(text("insert into landing.publication_pointer (publication) values (:n)"), {"n": number})
