"""Calls → a frame of `EVENT_SCHEMA`: columns are picked out of the decoded calls, everything else is Polars."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec
import polars as pl
from msgspec import Raw, Struct

from etl import redact, times
from etl.aws_identity import principal_of_arn
from etl.sources.cloudtrail.changes import is_quarantine
from etl.sources.cloudtrail.shapes import Call, Identity

INFERENCE = (
    "InvokeModel", "InvokeModelWithResponseStream", "InvokeModelWithBidirectionalStream", "Converse", "ConverseStream",
    "StartAsyncInvoke", "CreateInference", "CountTokens", "ApplyGuardrail", "InvokeAgent", "InvokeInlineAgent",
    "InvokeFlow", "Retrieve", "RetrieveAndGenerate", "RenderPrompt", "InvokeEndpoint", "InvokeEndpointAsync",
)  # fmt: skip
# What somebody with a found key asks first: who am I, which models may I use, who watches, what does it cost.
RECONNAISSANCE = (
    "GetCallerIdentity", "ListFoundationModels", "GetFoundationModelAvailability", "ListInferenceProfiles",
    "GetModelInvocationLoggingConfiguration", "PutModelInvocationLoggingConfiguration", "PutUseCaseForModelAccess",
    "DeleteModelInvocationLoggingConfiguration", "GetUseCaseForModelAccess", "CreateFoundationModelAgreement",
    "PutFoundationModelEntitlement", "ListFoundationModelAgreementOffers", "GetCostAndUsage",
)  # fmt: skip
IDENTITY = ("iam", "sts", "signin", "sso", "sso-directory", "identitystore", "rolesanywhere", "cognito-identity")

# Where a call's parameters name the model it asks.
MODEL_SERVICES = frozenset(
    f"{name}.amazonaws.com" for name in ("bedrock", "bedrock-runtime", "bedrock-mantle", "bedrock-agent-runtime", "aws-external-anthropic")
)
_POLICY_CALLS = frozenset({"AttachUserPolicy", "PutUserPolicy"})
_NOBODY = Identity()
_ROLE_SESSION = re.compile(r"^arn:(aws[\w-]*):sts::(\d{12}):assumed-role/([^/]+)/.*$")


class _Model(Struct):
    modelId: Any = None  # noqa: N815
    model: Any = None


_MODEL = msgspec.json.Decoder(_Model | None)


def frame(row_nos: Sequence[int], calls: Sequence[Call], tenant: str) -> pl.DataFrame:
    """The calls with one more column than `EVENT_SCHEMA`, `category`; `at` is null where the time is none."""
    callers = [call.userIdentity or _NOBODY for call in calls]
    texts: dict[str, list[str | None]] = {
        "event_id": [call.eventID for call in calls],
        "time": [call.eventTime or call.timestamp for call in calls],
        "source": [call.eventSource for call in calls],
        "name": [call.eventName for call in calls],
        "key": [caller.credentialId or caller.accessKeyId for caller in callers],
        "principal": [_principal(caller) for caller in callers],
        "account": [caller.accountId for caller in callers],
        "recipient": [call.recipientAccountId for call in calls],
        "model": [_model(call.requestParameters) if call.eventSource in MODEL_SERVICES else None for call in calls],
        "error": [call.errorCode for call in calls],
        "source_ip": [call.sourceIPAddress for call in calls],
        "user_agent": [_scrubbed(call.userAgent) for call in calls],
        "category": [call.eventCategory for call in calls],
    }
    series = [pl.Series(name, values, dtype=pl.String) for name, values in texts.items()]
    table = pl.DataFrame([pl.Series("row_no", row_nos, dtype=pl.Int64), *series])
    victims = [row_no for row_no, call in zip(row_nos, calls, strict=True) if call.eventName in _POLICY_CALLS and is_quarantine(call)]
    return _shaped(table, tenant, victims)


def _shaped(table: pl.DataFrame, tenant: str, victims: list[int]) -> pl.DataFrame:
    key, user_name = pl.col("key"), pl.col("principal").str.strip_prefix(_BARE)
    # The trail shows a key's victim as the caller of AWS's own quarantine: that is no activity of theirs.
    own = ~pl.col("row_no").is_in(victims) if victims else pl.lit(value=True)
    long_term = key.str.starts_with("AKIA") | key.str.starts_with("ACCA")
    bare = pl.col("principal").str.starts_with(_BARE)
    user = pl.format("arn:aws:iam::{}:user/{}", "tenant", user_name)
    return (
        table.with_columns(
            service=pl.col("source").str.strip_suffix(".amazonaws.com"),
            tenant=pl.coalesce(_account("account"), _account("recipient"), pl.lit(tenant)),
            at=pl.col("time").str.to_datetime("%Y-%m-%dT%H:%M:%S%.fZ", strict=False, time_unit="us", time_zone="UTC"),
        )
        .with_columns(principal=pl.when(bare).then(user).otherwise("principal"))
        .select(
            "row_no",
            "event_id",
            at=pl.when(pl.col("at").is_between(*_PLAUSIBLE, closed="left")).then("at"),
            provider=pl.lit("aws"),
            tenant="tenant",
            credential=pl.when(own & long_term).then(key),
            principal=pl.when(own).then("principal"),
            model="model",
            action=pl.concat_str("service", pl.lit(":"), "name"),
            action_class=_class(),
            failed=pl.col("error").fill_null("") != "",
            source_ip="source_ip",
            user_agent="user_agent",
            country=pl.lit(None, pl.String),
            category="category",
        )
    )


# Marks a user whom the call names without an ARN (sign-in), until the account is known.
_BARE = "user:"
_PLAUSIBLE = (datetime(times.EARLIEST_YEAR, 1, 1, tzinfo=UTC), datetime(times.LATEST_YEAR + 1, 1, 1, tzinfo=UTC))


def _principal(caller: Identity) -> str | None:
    """The role or user behind a session, else who called, else the service; canonical but for bare user names."""
    session = caller.sessionContext
    arn = (session.sessionIssuer.arn if session and session.sessionIssuer else None) or caller.arn
    if arn:
        return _canonical(arn)
    # Sign-in hides a name that is none: people type their password there.
    if caller.userName and caller.userName != "HIDDEN_DUE_TO_SECURITY_REASONS":
        return f"{_BARE}{_scrubbed(caller.userName)}"
    return _scrubbed(caller.invokedBy) or None


@lru_cache(maxsize=65536)
def _canonical(arn: str) -> str | None:
    return redact.scrub(principal_of_arn(_ROLE_SESSION.sub(r"arn:\1:iam::\2:role/\3", arn)))


def _account(name: str) -> pl.Expr:
    """Twelve digits, else null: a caller without an account is `ANONYMOUS_PRINCIPAL` or empty."""
    text = pl.col(name)
    digits = (text.str.len_bytes() == 12) & text.str.to_integer(strict=False).is_not_null()  # noqa: PLR2004
    return pl.when(digits).then(text)


def _class() -> pl.Expr:
    name, service = pl.col("name"), pl.col("service")
    model_service = pl.any_horizontal(service.str.starts_with(prefix) for prefix in ("bedrock", "aws-external-anthropic", "sagemaker"))
    return (
        pl.when(model_service & name.is_in(INFERENCE)).then(pl.lit("inference"))
        .when(name.is_in(RECONNAISSANCE)).then(pl.lit("reconnaissance"))
        .when(service.is_in(IDENTITY)).then(pl.lit("identity"))
        .when(pl.col("category") == "Data").then(pl.lit("data"))
        .otherwise(pl.lit("management"))
    )  # fmt: skip


def _model(asked: Raw) -> str | None:
    try:
        named = (_MODEL.decode(asked) if asked else None) or _Model()
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    model = named.modelId or named.model
    return _scrubbed(model) if isinstance(model, str) else None


@lru_cache(maxsize=65536)
def _scrubbed(text: str | None) -> str | None:
    return redact.scrub(text)
