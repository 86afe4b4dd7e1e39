"""Canonical records: what every source yields, whatever its provider calls things.

Each class is the one declaration of its columns: the tables of schema `core` derive from it, the comments in the
database come from the `Annotated` texts, and readers construct it. A record never holds a raw secret.
Enumerations are those of the published tables; times are aware datetimes in UTC; unknown is None.
"""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

UNKNOWN_TENANT = "unknown"

CredentialKind = Literal[
    "api_key", "admin_key", "access_key", "service_specific_credential", "service_account_key", "service_token",
    "personal_access_token", "oauth_client_secret", "certificate", "deploy_key", "ssh_key", "webhook_secret",
    "signing_key", "virtual_key", "app_installation", "secret", "other",
]  # fmt: skip
CredentialStatus = Literal["active", "inactive", "expired", "revoked", "unknown"]
Environment = Literal["production", "staging", "test", "development", "sandbox", "shared", "unknown"]
Privilege = Literal["admin", "write", "read", "inference", "unknown"]
LifecycleKind = Literal[
    "created", "activated", "deactivated", "deleted", "expired", "rotated", "quarantined", "scope_changed", "owner_changed"
]  # fmt: skip


class Record(Struct, frozen=True, kw_only=True):
    """What all records share: the physical row of the file that says so."""

    row_no: Annotated[int, Meta(description="line, array position or document number in the file, from 1")]


class Credential(Record, frozen=True, kw_only=True):
    """One listed credential as one export describes it."""

    provider: Annotated[str, Meta(description="who issued it: aws, openai, anthropic, github, …")]
    tenant: Annotated[str, Meta(description="provider organisation, account or team; `unknown` where nobody says")]
    natural_key: Annotated[str, Meta(description="the provider's own id, unique within provider and tenant")]
    kind: Annotated[CredentialKind, Meta(description="what it is")]
    name: Annotated[str | None, Meta(description="name shown in the console")] = None
    hint: Annotated[str | None, Meta(description="prefix and last four of the secret")] = None
    fingerprint: Annotated[str | None, Meta(description="hex HMAC-SHA256(pepper, SHA-256(secret))")] = None
    status: Annotated[CredentialStatus, Meta(description="as the export says")] = "unknown"
    project: Annotated[str | None, Meta(description="project or workspace id at the provider")] = None
    environment: Annotated[Environment, Meta(description="where it is used, if the export says")] = "unknown"
    service: Annotated[str | None, Meta(description="service that uses it, if the export says")] = None
    purpose: Annotated[str | None, Meta(description="plain words")] = None
    business_unit: Annotated[str | None, Meta(description="if the export says")] = None
    created_at: Annotated[datetime | None, Meta(description="when it was issued")] = None
    created_unknown_reason: Annotated[str | None, Meta(description="why created_at is null: not_in_export, invalid_date, lost, …")] = None
    secret_since: Annotated[datetime | None, Meta(description="since when the present secret holds, if it differs from created_at")] = None
    expires_at: Annotated[datetime | None, Meta(description="when it stops working")] = None
    never_expires: Annotated[bool | None, Meta(description="true: the export says so; null: unknown")] = None
    last_used_at: Annotated[datetime | None, Meta(description="last use as the provider claims")] = None
    use_claim: Annotated[Literal["used", "never_used", "unknown"], Meta(description="what the export says of its use")] = "unknown"
    principal: Annotated[str | None, Meta(description="user, role or service account that holds it (id or ARN)")] = None
    principal_kind: Annotated[Literal["person", "service_account", "root", "unknown"], Meta(description="what that principal is")] = (
        "unknown"
    )
    scopes: Annotated[tuple[str, ...] | None, Meta(description="granted; null: the export does not say; empty: none")] = None
    privilege: Annotated[Privilege, Meta(description="the highest right among the scopes")] = "unknown"
    data_classes: Annotated[tuple[str, ...] | None, Meta(description="what its holder can reach")] = None
    rotation_days: Annotated[int | None, Meta(description="agreed interval; overrides the policy only if shorter")] = None
    replaced_by: Annotated[str | None, Meta(description="natural key of the successor, where declared")] = None
    slot_of: Annotated[str | None, Meta(description="principal whose numbered slot this is, where the export hides the key id")] = None


class OwnershipClaim(Record, frozen=True, kw_only=True):
    """One source's word on who answers for a subject."""

    subject_kind: Annotated[Literal["credential", "principal", "project", "service"], Meta(description="what is owned")]
    provider: Annotated[str | None, Meta(description="null for services")]
    tenant: Annotated[str | None, Meta(description="null for services")]
    subject: Annotated[str, Meta(description="natural key, principal, project id or service slug")]
    owner: Annotated[str | None, Meta(description="address, provider user id (`openai:user-…`), `team:slug`; null: declared unowned")]
    owner_kind: Annotated[Literal["person", "team", "service", "none"], Meta(description="what the owner is")]
    basis: Annotated[
        Literal["register", "provider_owner", "creator", "tag", "catalog", "service_default"],
        Meta(description="what kind of evidence"),
    ]
    confidence: Annotated[float, Meta(description="0 to 1, before decay")]
    valid_from: Annotated[datetime | None, Meta(description="since when it is claimed or attested")] = None
    valid_to: Annotated[datetime | None, Meta(description="until when it is claimed")] = None


class Person(Record, frozen=True, kw_only=True):
    """A person, team, vendor or machine account that may own, as a directory lists it."""

    person_key: Annotated[str, Meta(description="lower-case address, or `team:slug`, or `provider:id` where no address is known")]
    kind: Annotated[Literal["person", "team", "service_account", "vendor"], Meta(description="what it is")] = "person"
    name: Annotated[str | None, Meta(description="shown name")] = None
    aliases: Annotated[tuple[str, ...], Meta(description="other addresses and provider ids (`openai:user-…`) of the same")] = ()
    status: Annotated[Literal["active", "on_hold", "leaving", "left", "unknown"], Meta(description="employment")] = "unknown"
    left_at: Annotated[datetime | None, Meta(description="when they left")] = None
    manager: Annotated[str | None, Meta(description="person_key of the manager")] = None
    team: Annotated[str | None, Meta(description="team slug")] = None
    business_unit: Annotated[str | None, Meta(description="business unit")] = None
    services: Annotated[tuple[str, ...], Meta(description="slugs of services owned by default")] = ()
    is_directory: Annotated[bool, Meta(description="false: a provider's member list, which proves no employment")] = True


class Service(Record, frozen=True, kw_only=True):
    """A service or resource of a catalogue."""

    service: Annotated[str, Meta(description="slug")]
    name: Annotated[str | None, Meta(description="title")] = None
    kind: Annotated[str, Meta(description="component, resource, system, api")] = "component"
    business_unit: Annotated[str | None, Meta(description="business unit or domain")] = None
    lifecycle: Annotated[str | None, Meta(description="maturity as the catalogue says; not an environment")] = None
    data_classes: Annotated[tuple[str, ...] | None, Meta(description="data it holds")] = None
    repository: Annotated[str | None, Meta(description="org/name of its code")] = None


class Project(Record, frozen=True, kw_only=True):
    """A project or workspace at a provider, which groups credentials."""

    provider: str
    tenant: str
    project: Annotated[str, Meta(description="the provider's id")]
    name: Annotated[str | None, Meta(description="shown name")] = None
    environment: Annotated[Environment, Meta(description="from tags, or from a name that says so")] = "unknown"
    status: Annotated[Literal["active", "archived", "unknown"], Meta(description="archived ends its keys")] = "unknown"
    archived_at: Annotated[datetime | None, Meta(description="when archived")] = None
    service: Annotated[str | None, Meta(description="service it stands for, where said")] = None


class Dependency(Record, frozen=True, kw_only=True):
    """A consumer that uses a credential."""

    provider: str
    tenant: str
    credential: Annotated[str, Meta(description="natural key, or `name:…`, or `hint:…`")]
    consumer: Annotated[str, Meta(description="slug or name")]
    consumer_kind: Annotated[
        Literal["service", "gateway", "agent", "mcp_server", "pipeline", "notebook", "secret_store"],
        Meta(description="what it is"),
    ]
    slot: Annotated[str | None, Meta(description="variable, header or path that holds the secret")] = None
    via: Annotated[str | None, Meta(description="gateway or store in between")] = None
    environment: Annotated[Environment, Meta(description="where")] = "unknown"
    evidence: Annotated[Literal["declared", "observed", "inferred"], Meta(description="how we know")] = "declared"
    confidence: Annotated[float, Meta(description="0 to 1")] = 1.0
    customer_data: Annotated[Literal["none", "indirect", "direct", "unknown"], Meta(description="does it touch customer data")] = "unknown"
    reauthentication: Annotated[str | None, Meta(description="what to do after revocation")] = None
    owner: Annotated[str | None, Meta(description="who answers for the consumer")] = None


class ServiceDependency(Record, frozen=True, kw_only=True):
    """One service needs another: the graph through which a credential reaches further."""

    consumer: Annotated[str, Meta(description="slug of the service that needs")]
    needed: Annotated[str, Meta(description="slug of the service or resource that is needed")]
    evidence: Annotated[Literal["declared", "observed", "inferred"], Meta(description="how we know")] = "declared"


class LifecycleEvent(Record, frozen=True, kw_only=True):
    """A change of a credential's life that a log proves to the instant. Failed calls are none."""

    provider: str
    tenant: str
    event_id: Annotated[str, Meta(description="the log's own id: the same event in two files is one")]
    subject_kind: Annotated[Literal["credential", "principal", "project"], Meta(description="principal, project: holds for all their keys")]
    subject: Annotated[str, Meta(description="natural key, principal or project id")]
    kind: LifecycleKind
    at: Annotated[datetime, Meta(description="the instant")]
    actor: Annotated[str | None, Meta(description="who did it")] = None
    source_ip: Annotated[str | None, Meta(description="address or service name it came from")] = None
    credential_kind: Annotated[CredentialKind | None, Meta(description="kind of the credential, where the log says")] = None
    principal: Annotated[str | None, Meta(description="who holds the credential, where the log says")] = None
    scopes: Annotated[tuple[str, ...] | None, Meta(description="scopes granted by the event")] = None
    detail: Annotated[str | None, Meta(description="the event's own name")] = None


class Sighting(Record, frozen=True, kw_only=True):
    """One detector's report of a secret where it must not be."""

    detector: Annotated[str, Meta(description="github_secret_scanning, aws_health, gitleaks, …")]
    sighting_key: Annotated[str, Meta(description="the detector's own id of the report, unique within detector")]
    rule: Annotated[str | None, Meta(description="secret type or rule id")] = None
    provider: Annotated[str | None, Meta(description="provider of the secret, as the rule says")] = None
    key_id: Annotated[str | None, Meta(description="provider's key id, if the report holds it")] = None
    hint: Annotated[str | None, Meta(description="prefix and last four")] = None
    fingerprint: Annotated[str | None, Meta(description="hex HMAC-SHA256(pepper, SHA-256(secret))")] = None
    repository: str | None = None
    path: str | None = None
    line: int | None = None
    commit: str | None = None
    location_kind: Annotated[str | None, Meta(description="commit, issue, pull_request, wiki, …")] = None
    location_url: str | None = None
    publicly_exposed: Annotated[bool | None, Meta(description="null: unknown")] = None
    validity: Annotated[Literal["valid", "invalid", "unknown"], Meta(description="as the detector checked")] = "unknown"
    severity: str | None = None
    introduced_at: Annotated[datetime | None, Meta(description="when the secret got there")] = None
    detected_at: Annotated[datetime | None, Meta(description="when the detector knew")] = None
    acknowledged_at: Annotated[datetime | None, Meta(description="when a person took it up")] = None
    state: Annotated[Literal["open", "resolved"], Meta(description="of the report")] = "open"
    resolution: Annotated[
        Literal["revoked", "false_positive", "accepted", "used_in_tests", "file_deleted", "other"] | None,
        Meta(description="why resolved"),
    ] = None
    resolved_at: datetime | None = None
    resolved_by: str | None = None


class SightingLocation(Record, frozen=True, kw_only=True):
    """A further place of a sighting."""

    detector: str
    sighting_key: Annotated[str, Meta(description="the sighting it belongs to")]
    location_kind: str | None = None
    repository: str | None = None
    path: str | None = None
    line: int | None = None
    commit: str | None = None
    location_url: str | None = None


class Usage(Record, frozen=True, kw_only=True):
    """Use of one credential in one window, rolled up from a log or reported by the provider."""

    provider: str
    tenant: str
    credential: Annotated[str | None, Meta(description="natural key; null: the report does not say which key")]
    principal: Annotated[str | None, Meta(description="who called, where the log says")] = None
    starts_at: Annotated[datetime, Meta(description="start of the window (an hour; a day in daily reports)")]
    ends_at: Annotated[datetime, Meta(description="end of the window, exclusive")]
    model: str | None = None
    action_class: Annotated[
        Literal["inference", "management", "identity", "data", "reconnaissance", "unknown"],
        Meta(description="what the calls do"),
    ] = "unknown"
    requests: Annotated[int | None, Meta(description="null: the report has no count, which is not zero")] = None
    failures: int | None = None
    input_tokens: Annotated[int | None, Meta(description="all input tokens, cached ones included")] = None
    output_tokens: int | None = None
    cost_usd: float | None = None
    first_at: Annotated[datetime | None, Meta(description="first call seen; null for reports")] = None
    last_at: Annotated[datetime | None, Meta(description="last call seen; null for reports")] = None
    source_ips: tuple[str, ...] | None = None
    user_agents: tuple[str, ...] | None = None
    countries: tuple[str, ...] | None = None
    actions: Annotated[tuple[str, ...] | None, Meta(description="distinct `service:Call` names")] = None


RECORDS: tuple[type[Record], ...] = (
    Credential, OwnershipClaim, Person, Service, Project, Dependency, ServiceDependency, LifecycleEvent, Sighting,
    SightingLocation, Usage,
)  # fmt: skip


def field_descriptions(record: type[Record]) -> dict[str, str]:
    """Each field's published description, empty where its name says all."""
    described = {}
    for field in msgspec.inspect.type_info(record).fields:  # type: ignore[attr-defined]
        kind = field.type
        described[field.name] = (getattr(kind, "extra_json_schema", None) or {}).get("description", "")
    return described
