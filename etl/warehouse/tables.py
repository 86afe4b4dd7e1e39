"""The one declaration of every stored table.

Tables of schema `core` that hold what sources say derive from the canonical records; their comments become the
database's. Published tables are not here: each is a statement of its own under `sql/`.
"""

import types
import typing
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Double,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    text,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import JSONB

from etl import records
from etl.records import Record, field_descriptions

metadata = MetaData()
SCHEMAS = ("landing", "core", "kept", "mart", "quality", "governance", "access", "audit")
INSTANT = DateTime(timezone=True)
NOW = text("now()")  # as a plain text it would be a literal, and so the instant at which the table was made

OBSERVED: dict[type[Record], str] = {
    records.OwnershipClaim: "ownership",
    records.Person: "person",
    records.Service: "service",
    records.Project: "project",
    records.Dependency: "dependency",
    records.ServiceDependency: "service_dependency",
    records.LifecycleEvent: "lifecycle_event",
    records.Sighting: "exposure_sighting",
    records.SightingLocation: "exposure_location",
    records.Usage: "usage_hourly",
}
"""Where the rows of each record are kept; credentials have their history tables."""


def record_columns(record: type[Record]) -> list[Column[Any]]:
    """The columns of a record, with its descriptions as comments."""
    hints = typing.get_type_hints(record)
    described = field_descriptions(record)
    return [
        Column(name, _column_type(hints[name]), nullable=_optional(hints[name]), comment=described[name] or None)
        for name in record.__struct_fields__
    ]


def _members(kind: Any) -> tuple[Any, ...]:
    return typing.get_args(kind) if typing.get_origin(kind) in (typing.Union, types.UnionType) else (kind,)


def _optional(kind: Any) -> bool:
    return type(None) in _members(kind)


def _column_type(kind: Any) -> Any:
    base = next(member for member in _members(kind) if member is not type(None))
    origin = typing.get_origin(base)
    if origin is tuple:
        return ARRAY(Text)
    if origin is typing.Literal:
        return Text()
    return {str: Text(), int: BigInteger(), float: Double(), bool: Boolean(), datetime: INSTANT}[base]


snapshot = Table(
    "snapshot", metadata,
    Column("snapshot_id", BigInteger, Identity(), primary_key=True),
    Column("identity", Text, nullable=False, unique=True, comment="digest, source, tenant, scope and stated as_of: what makes it the same"),
    Column("digest", Text, nullable=False, comment="SHA-256 of the decompressed content, hex"),
    Column("path", Text, nullable=False, comment="where it was found; `archive!member` for members"),
    Column("source", Text, comment="export name; null: not recognised"),
    Column("provider", Text),
    Column("tenant", Text, nullable=False, server_default="unknown"),
    Column("scope", Text, nullable=False, server_default="", comment="project, where the listing is one a project"),
    Column("as_of", INSTANT, comment="instant that it describes"),
    Column("as_of_basis", Text, comment="envelope, manifest, folder, option, body, content or file_modified"),
    Column("complete", Boolean, nullable=False, server_default="false", comment="true: what it does not list is gone"),
    Column("window_from", INSTANT, comment="first instant of the log or report"),
    Column("window_to", INSTANT),
    Column("bytes", BigInteger, nullable=False, server_default="0"),
    Column("rows_read", BigInteger, nullable=False, server_default="0"),
    Column("rows_rejected", BigInteger, nullable=False, server_default="0"),
    Column("status", Text, CheckConstraint("status in ('loaded', 'nothing_to_take', 'rejected')"), nullable=False),
    Column("reasons", JSONB, nullable=False, server_default="{}", comment="reason code: count, of rejections and of warnings"),
    Column("warnings", JSONB, nullable=False, server_default="{}", comment="those of reasons that reject nothing: code: count"),
    Column("reader_version", Text),
    Column("recorded_at", INSTANT, nullable=False, server_default=NOW),
    schema="landing", comment="one export as of one time",
)  # fmt: skip
quarantine = Table(
    "quarantine", metadata,
    Column("snapshot_id", BigInteger, nullable=False, index=True),
    Column("path", Text, nullable=False),
    Column("row_no", BigInteger, comment="null: the whole file, or of a warning the header"),
    Column("field", Text),
    Column("reason_code", Text, nullable=False),
    Column("message", Text, nullable=False, comment="what is wrong and the remedy"),
    Column("excerpt", Text, comment="redacted"),
    Column(
        "severity", Text, CheckConstraint("severity in ('rejected', 'warning')"), nullable=False, server_default="rejected",
        comment="warning: the row is loaded; at most 1,000 of one code and file are listed",
    ),
    schema="landing", comment="rejected files and rows with the reason, and what is to be mended in loaded ones",
)  # fmt: skip
coverage = Table(
    "coverage", metadata,
    Column("snapshot_id", BigInteger, nullable=False, index=True),
    Column("source", Text, nullable=False),
    Column("kind", Text, nullable=False, comment="use or lifecycle"),
    Column("provider", Text, nullable=False),
    Column("tenant", Text, nullable=False),
    Column("scope", Text, nullable=False, server_default=""),
    Column("starts_at", INSTANT, nullable=False),
    Column("ends_at", INSTANT, nullable=False),
    schema="landing", comment="windows of which all use, or all changes, are held",
)  # fmt: skip
event_digest = Table(
    "event_digest", metadata,
    Column("snapshot_id", BigInteger, nullable=False, index=True),
    Column("provider", Text, nullable=False),
    Column("starts_at", INSTANT, nullable=False),
    Column("ends_at", INSTANT, nullable=False),
    Column("event_hashes", LargeBinary, nullable=False, comment="sorted 64-bit hashes of the event ids"),
    schema="landing", comment="which events of a log are counted, so that one delivered twice counts once",
)  # fmt: skip
publication = Table(
    "publication", metadata,
    Column("publication", Integer, primary_key=True),
    Column("schema", Text, nullable=False, unique=True),
    Column("as_of", INSTANT),
    Column("built_at", INSTANT, nullable=False, server_default=NOW),
    Column("published_at", INSTANT),
    Column("state", Text, CheckConstraint("state in ('draft', 'published', 'retired')"), nullable=False),
    schema="landing", comment="every publication that was built",
)  # fmt: skip
publication_pointer = Table(
    "publication_pointer", metadata,
    Column("one", Boolean, CheckConstraint("one"), primary_key=True, server_default="true"),
    Column("publication", Integer, nullable=False),
    schema="landing", comment="the current publication: what readers read first",
)  # fmt: skip
kept_step = Table(
    "kept_step", metadata,
    Column("name", Text, primary_key=True),
    Column("recipe", Text, nullable=False, comment="digest of all that it is a function of"),
    Column("rows", BigInteger, nullable=False),
    schema="landing", comment="steps of a build that are kept until what they read changes",
)  # fmt: skip
source = Table(
    "source", metadata,
    Column("source", Text, primary_key=True),
    Column("provider", Text, nullable=False),
    Column("rank", Integer, nullable=False, comment="whose word on the same credential wins: lower"),
    Column("additive", Boolean, nullable=False, comment="true: logs, whose use adds up; false: reports, of which the newest counts"),
    Column("snapshot", Boolean, nullable=False, comment="true: absence from a complete one means gone"),
    schema="core", comment="the sources known to the program that loaded last",
)  # fmt: skip
credential_state = Table(
    "credential_state", metadata,
    Column("state_hash", Uuid, primary_key=True),
    *[column for column in record_columns(records.Credential) if column.name != "row_no"],
    schema="core", comment="each distinct thing an export ever said of a credential",
)  # fmt: skip
credential_observation = Table(
    "credential_observation", metadata,
    Column("snapshot_id", BigInteger, nullable=False),
    Column("row_no", BigInteger, nullable=False),
    Column("credential_id", BigInteger, nullable=False),
    Column("state_hash", Uuid, nullable=False),
    Index("credential_observation_credential", "credential_id"),
    Index("credential_observation_snapshot", "snapshot_id"),
    schema="core", comment="which snapshot listed which credential in which state",
)  # fmt: skip
credential_version = Table(
    "credential_version", metadata,
    Column("credential_id", BigInteger, nullable=False),
    Column("source", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("tenant", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("state_hash", Uuid, nullable=False),
    Column("valid_from", INSTANT, nullable=False, comment="as_of of the first snapshot that shows the state"),
    Column("changed_after", INSTANT, comment="as_of of the last earlier snapshot that proves it was not so; null: none"),
    Column("valid_to", INSTANT, comment="as_of of the first later snapshot that shows another state or absence; null: still so"),
    Column("last_seen_at", INSTANT, nullable=False, comment="as_of of the last snapshot that shows the state"),
    Column("snapshot_id", BigInteger, nullable=False, comment="newest evidence"),
    Column("row_no", BigInteger, nullable=False),
    Column("first_snapshot_id", BigInteger, nullable=False),
    Column("first_row_no", BigInteger, nullable=False),
    Index("credential_version_credential", "credential_id"),
    # Most lines go on at each load: their new evidence finds room beside the old, and no index has to be written.
    postgresql_with={"fillfactor": 50},
    schema="core", comment="SCD2 history of credentials, one line a credential and source; half-open",
)  # fmt: skip
observed = {
    record: Table(
        name, metadata, Column("snapshot_id", BigInteger, nullable=False, index=True), *record_columns(record),
        schema="core", comment=(record.__doc__ or "").strip().splitlines()[0],
    )
    for record, name in OBSERVED.items()
}  # fmt: skip
quality_run = Table(
    "run", metadata,
    Column("run_id", BigInteger, Identity(), primary_key=True),
    Column("publication", Integer),
    Column("gate_open", Boolean, nullable=False),
    Column("ran_at", INSTANT, nullable=False),
    schema="quality", comment="one run of all checks",
)  # fmt: skip
quality_result = Table(
    "result", metadata,
    Column("run_id", BigInteger, nullable=False, index=True),
    Column("publication", Integer),
    Column("table_name", Text, nullable=False),
    Column("expectation", Text, nullable=False),
    Column("column_name", Text),
    Column("claim", Text, nullable=False, comment="the checked sentence"),
    Column("severity", Text, nullable=False, comment="critical, warning or info"),
    Column("mark", Text, nullable=False, comment="must: an error; gap: a shortfall to govern"),
    Column("passed", Boolean, nullable=False),
    Column("unexpected_count", BigInteger),
    Column("element_count", BigInteger),
    Column("observed_share", Double, comment="0 to 1"),
    Column("expected_share", Double),
    Column("problem", Text, comment="why the check could not run"),
    Column("ran_at", INSTANT, nullable=False),
    schema="quality", comment="how each claim stood at each run",
)  # fmt: skip
waiver = Table(
    "waiver", metadata,
    Column("credential_id", BigInteger, nullable=False), Column("kind", Text, nullable=False), Column("until", INSTANT, nullable=False),
    Column("reason", Text, nullable=False), Column("approved_by", Text, nullable=False),
    Column("recorded_at", INSTANT, nullable=False, server_default=NOW),
    schema="governance", comment="gaps accepted until a date",
)  # fmt: skip
attestation = Table(
    "attestation", metadata,
    Column("credential_id", BigInteger, nullable=False), Column("reviewed_at", INSTANT, nullable=False),
    Column("reviewed_by", Text, nullable=False),
    schema="governance", comment="somebody reviewed the credential",
)  # fmt: skip
owner_assignment = Table(
    "owner_assignment", metadata,
    Column("credential_id", BigInteger, nullable=False), Column("owner", Text, nullable=False), Column("owner_kind", Text, nullable=False),
    Column("assigned_at", INSTANT, nullable=False), Column("assigned_by", Text, nullable=False),
    schema="governance", comment="owners assigned here",
)  # fmt: skip
policy_version = Table(
    "policy_version", metadata,
    Column("digest", Text, primary_key=True), Column("version", Text, nullable=False), Column("body", JSONB, nullable=False),
    Column("recorded_at", INSTANT, nullable=False, server_default=NOW),
    schema="governance", comment="each policy that was ever in force",
)  # fmt: skip
export = Table(
    "export", metadata,
    Column("export_id", BigInteger, Identity(), primary_key=True),
    Column("exported_at", INSTANT, nullable=False, server_default=NOW),
    Column("who", Text, nullable=False, comment="the signed-in reader, the user of the command line, or `not signed in`"),
    Column("way", Text, CheckConstraint("way in ('dashboard', 'command_line')"), nullable=False),
    Column("table_name", Text, nullable=False, comment="published table, or the figure that it was drawn in"),
    Column("publication", Integer, nullable=False),
    Column("filter", JSONB, nullable=False, comment="the choices made, or the SQL condition"),
    Column("rows", BigInteger, nullable=False),
    Column("format", Text, nullable=False),
    Column("sha256", Text, nullable=False, comment="digest of the file, hex"),
    schema="audit", comment="every file of rows that was given out; rows are added, never changed",
)  # fmt: skip
