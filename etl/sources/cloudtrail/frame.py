"""Calls → a frame of `EVENT_SCHEMA`: columns are picked out of the decoded calls, everything else is Polars."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec
import polars as pl
from msgspec import Raw, Struct

from etl import redact
from etl.aws_identity import PATH_PATTERN
from etl.sources.cloudtrail.changes import IAM, is_quarantine
from etl.sources.cloudtrail.shapes import Call, Identity, Issuer, Session

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

_NOBODY = Identity()
_NO_SESSION = Session()
_NO_ISSUER = Issuer()
_TEXTS = (
    "event_id", "time", "eventSource", "eventName", "key", "bearer", "arn", "issuer", "user_name", "service", "account",
    "recipient", "model", "error", "source_ip", "user_agent", "category", "region",
)  # fmt: skip
_ACCOUNT = r"^\d{12}$"
_ROLE_SESSION = r"^arn:(aws[\w-]*):sts::(\d{12}):assumed-role/([^/]+)/.*$"


class _Model(Struct):
    modelId: Any = None  # noqa: N815
    model: Any = None


_MODEL = msgspec.json.Decoder(_Model | None)


def frame(row_nos: Sequence[int], calls: Sequence[Call], tenant: str) -> pl.DataFrame:
    """The calls with one more column than `EVENT_SCHEMA`, `region`; `at` is null where the time is none."""
    callers = [call.userIdentity or _NOBODY for call in calls]
    columns = (
        [call.eventID for call in calls],
        [call.eventTime or call.timestamp for call in calls],
        [call.eventSource for call in calls],
        [call.eventName for call in calls],
        [caller.accessKeyId for caller in callers],
        [caller.credentialId for caller in callers],
        [caller.arn for caller in callers],
        [((caller.sessionContext or _NO_SESSION).sessionIssuer or _NO_ISSUER).arn for caller in callers],
        [caller.userName for caller in callers],
        [caller.invokedBy for caller in callers],
        [caller.accountId for caller in callers],
        [call.recipientAccountId for call in calls],
        [_model(call) for call in calls],
        [call.errorCode for call in calls],
        [call.sourceIPAddress for call in calls],
        [_scrubbed(call.userAgent) for call in calls],
        [call.eventCategory for call in calls],
        [call.awsRegion for call in calls],
    )
    series = [pl.Series(name, values, dtype=pl.String) for name, values in zip(_TEXTS, columns, strict=True)]
    table = pl.DataFrame([pl.Series("row_no", row_nos, dtype=pl.Int64), *series])
    return _named(table.with_columns(victim=pl.Series([is_quarantine(call) for call in calls])), tenant)


def _named(table: pl.DataFrame, tenant: str) -> pl.DataFrame:
    service = pl.col("eventSource").str.strip_suffix(".amazonaws.com")
    account = pl.coalesce(
        pl.when(pl.col(name).str.contains(_ACCOUNT)).then(pl.col(name)) for name in ("account", "recipient")
    ).fill_null(tenant)
    long_term = pl.when(pl.col("key").str.starts_with("AKIA")).then("key")
    bearer = pl.when(pl.col("bearer").str.starts_with("ACCA")).then("bearer")
    principal = pl.coalesce(_full("issuer"), _full("arn"), _full("user_name"), _full("service"))
    # The trail shows a key's victim as the caller of AWS's own quarantine: that is no activity of theirs.
    own = ~pl.col("victim")
    return (
        table.lazy()
        .with_columns(service_name=service, tenant=account)
        .with_columns(user_name=_user(), action=pl.format("{}:{}", "service_name", "eventName"))
        .select(
            "row_no",
            "event_id",
            at=_instant(),
            provider=pl.lit("aws"),
            tenant="tenant",
            credential=pl.when(own).then(pl.coalesce(long_term, bearer)),
            principal=pl.when(own).then(_without_path(principal)),
            model="model",
            action="action",
            action_class=_class(),
            failed=pl.col("error").is_not_null() & (pl.col("error") != ""),
            source_ip="source_ip",
            user_agent="user_agent",
            country=pl.lit(None, pl.String),
            region="region",
            category="category",
        )
        .collect()
    )


def _full(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != "").then(name)


def _user() -> pl.Expr:
    """A user whose ARN the call lacks (sign-in), and whose name is no placeholder for a password typed in its place."""
    said = _full("user_name").is_not_null() & (pl.col("user_name") != "HIDDEN_DUE_TO_SECURITY_REASONS")
    return pl.when(said & pl.col("arn").is_null()).then(pl.format("arn:aws:iam::{}:user/{}", "tenant", "user_name"))


def _without_path(principal: pl.Expr) -> pl.Expr:
    return principal.str.replace(_ROLE_SESSION, "arn:${1}:iam::${2}:role/${3}").str.replace(PATH_PATTERN, ":${1}/")


def _instant() -> pl.Expr:
    parsed = pl.col("time").str.to_datetime("%Y-%m-%dT%H:%M:%S%.fZ", strict=False, time_unit="us")
    return pl.when(parsed.dt.year().is_between(2000, 2200)).then(parsed.dt.replace_time_zone("UTC"))


def _class() -> pl.Expr:
    name, service = pl.col("eventName"), pl.col("service_name")
    model_service = service.str.contains("^(bedrock|aws-external-anthropic|sagemaker|runtime.sagemaker)")
    return (
        pl.when(model_service & name.is_in(INFERENCE)).then(pl.lit("inference"))
        .when(name.is_in(RECONNAISSANCE)).then(pl.lit("reconnaissance"))
        .when(service.is_in(IDENTITY)).then(pl.lit("identity"))
        .when(pl.col("category") == "Data").then(pl.lit("data"))
        .otherwise(pl.lit("management"))
    )  # fmt: skip


def _model(call: Call) -> str | None:
    asked = call.requestParameters
    if not asked or not call.eventSource.startswith(("bedrock", "aws-external-anthropic")):
        return None
    return _model_of(asked)


def _model_of(asked: Raw) -> str | None:
    try:
        named = _MODEL.decode(asked) or _Model()
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    model = named.modelId or named.model
    return _scrubbed(model) if isinstance(model, str) else None


@lru_cache(maxsize=65536)
def _scrubbed(text: str | None) -> str | None:
    return redact.scrub(text)


__all__ = ["IAM", "frame"]
