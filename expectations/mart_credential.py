"""The register: one row a credential."""

from typing import get_args

from etl.records import CredentialKind, Environment, Privilege
from expectations.vocabulary import gap, named, never, one_of, suite, unique

SUITE = suite(
    "mart.credential",
    named("credential_id", "Every credential has an id"),
    named("natural_key", "Every credential can be named"),
    named("provider", "Every credential has an issuer"),
    named("status", "Every credential has a status"),
    unique("No credential is listed twice", "credential_id"),
    unique("No two credentials share provider, tenant, kind and key", "provider", "tenant", "kind", "natural_key"),
    one_of("status", "active", "inactive", "expired", "revoked", "absent", "unknown"),
    one_of("kind", *get_args(CredentialKind)),
    one_of("environment", *get_args(Environment)),
    one_of("ownership_class", "no_owner", "owner_left", "team_only", "low_confidence", "owned"),
    one_of("use_state", "used", "never_used", "new", "unknown"),
    one_of("priority", "act_now", "urgent", "schedule", "track", "closed"),
    one_of("privilege", *get_args(Privilege)),
    never("No age is negative", "select * from {batch} where age_days < 0 or secret_age_days < 0"),
    never("A lag has a due date", "select * from {batch} where rotation_lag_days is not null and rotation_due_at is null"),
    never(
        "An unknown creation date has a reason",
        "select * from {batch} where created_at is null and created_unknown_reason is null",
        severity="warning",
    ),
    never("Every priority has its reason", "select * from {batch} where priority is not null and priority_reason is null"),
    never(
        "Every suggested owner has a reason, and the other way round",
        "select * from {batch} where (suggested_owner is null) <> (suggestion_reason is null)",
    ),
    never(
        "Nobody is suggested where somebody surely answers, or nothing is in force",
        "select * from {batch} where suggested_owner is not null and (ownership_class = 'owned' or status <> 'active')",
    ),
    never("Who left is not suggested", "select * from {batch} where ownership_class = 'owner_left' and suggested_owner = owner"),
    never(
        "Owners left before now, and only where none is there any more",
        "select * from {batch} where owner_left_days < 0 or (owner_left_at is not null and ownership_class <> 'owner_left')",
    ),
    gap(
        "Somebody answers for the credential",
        "ExpectColumnValuesToNotBeNull",
        column="owner",
        mostly=0.95,
        status="active",
    ),
    gap(
        "The credential has a purpose",
        "ExpectColumnValuesToNotBeNull",
        column="purpose",
        mostly=0.95,
        status="active",
    ),
    gap(
        "The credential belongs to a service",
        "ExpectColumnValuesToNotBeNull",
        column="service",
        mostly=0.95,
        status="active",
    ),
    gap(
        "The credential belongs to a business unit",
        "ExpectColumnValuesToNotBeNull",
        column="business_unit",
        mostly=0.95,
        status="active",
    ),
    gap(
        "The creation date is known",
        "ExpectColumnValuesToNotBeNull",
        column="created_at",
        mostly=0.98,
        status="active",
    ),
    gap(
        "It is known what the credential may do",
        "ExpectColumnValuesToNotBeInSet",
        column="privilege",
        value_set=["unknown"],
        mostly=0.9,
        status="active",
    ),
    gap(
        "It is known whether the credential is used",
        "ExpectColumnValuesToNotBeInSet",
        column="use_state",
        value_set=["unknown"],
        mostly=0.95,
        status="active",
    ),
    gap(
        "It is known where the credential is used",
        "ExpectColumnValuesToNotBeInSet",
        column="environment",
        value_set=["unknown"],
        mostly=0.95,
        status="active",
    ),
    gap(
        "No credential is past its rotation date",
        "ExpectColumnValuesToBeBetween",
        column="rotation_lag_days",
        max_value=0,
        mostly=0.95,
        status="active",
    ),
)
