"""The policy: every number that the register is held to, validated once.

`policy.yaml` is its one declaration; the statements read its scalars as `:name` and its lists as tables.
"""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import msgspec
import yaml
from msgspec import Meta, Struct

from etl.errors import ConfigurationError
from etl.records import CredentialKind, Environment

_HERE = Path(__file__).resolve().parent
SHIPPED = next(p for p in (_HERE.parent / "keyinv" / "policy.yaml", _HERE.parent / "policy.yaml") if p.is_file())

Days = Annotated[float, Meta(gt=0, le=36500)]
Share = Annotated[float, Meta(ge=0, le=1)]
Hours = Annotated[float, Meta(gt=0, le=876_000)]
Grace = Annotated[float, Meta(ge=0, le=36500)]


class MaxAge(Struct, forbid_unknown_fields=True, frozen=True):
    """How long one secret of this provider, kind and environment may live; None: as long as it likes."""

    days: Days | None
    provider: str | None = None
    kind: CredentialKind | None = None
    environment: Environment | None = None


class Deadlines(Struct, forbid_unknown_fields=True, frozen=True):
    """Hours to remediate, by priority."""

    act_now: Hours
    urgent: Hours
    schedule: Hours
    track: Hours


class GateLimits(Struct, forbid_unknown_fields=True, frozen=True):
    """What a publication must keep to."""

    rejected_row_share: Share
    owned_share: Share


class Policy(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The whole policy. Numbers are days unless their name says otherwise."""

    version: str
    max_age: tuple[MaxAge, ...]
    dormant_after: Days
    unused_after: Days
    use_grace: Grace
    active_use_within: Days
    rotation_overlap_grace: Grace
    owner_confidence_minimum: Share
    owner_confidence_half_life: Days
    review_every: Days
    register_max_age: Days
    over_privileged_unused_share: Share
    over_privileged_window: Days
    shadow_key_tolerance: Grace
    remediation_sla_hours: Deadlines
    customer_data_classes: tuple[str, ...]
    expected_every_hours: dict[str, Hours]
    gates: GateLimits
    kept_publications: Annotated[int, Meta(ge=1, le=100)]

    def parameters(self) -> dict[str, Any]:
        """The scalars as the statements name them."""
        scalars = {
            name: value
            for name in self.__struct_fields__
            if isinstance(value := getattr(self, name), (int, float)) and name != "kept_publications"
        }
        deadlines = msgspec.structs.asdict(self.remediation_sla_hours)
        return scalars | {f"sla_{priority}_hours": hours for priority, hours in deadlines.items()}

    def max_age_rows(self) -> list[dict[str, Any]]:
        """The age limits in their order: the first that fits wins."""
        return [msgspec.structs.asdict(rule) | {"position": place} for place, rule in enumerate(self.max_age, start=1)]

    def expected_sources(self) -> dict[str, timedelta]:
        """How often each promised source comes."""
        return {source: timedelta(hours=hours) for source, hours in self.expected_every_hours.items()}

    def digest(self) -> str:
        """SHA-256 of what it says, whatever its layout."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()


def policy(path: Path | None = None) -> Policy:
    """The policy of this file; the shipped one where none is named.

    Raises:
        ConfigurationError: the file is missing, not YAML, or a value in it is wrong; the message names the key.
    """
    chosen = path or SHIPPED
    try:
        body = yaml.safe_load(chosen.read_text("utf-8"))
    except OSError:
        raise ConfigurationError(f"{chosen}: no such policy file; name an existing one in keyinv.toml") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{chosen}: not UTF-8 text; save it as UTF-8") from None
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{chosen}: not valid YAML: {error}") from None
    try:
        return msgspec.convert(body, Policy)
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"{chosen}: {error}; compare with the shipped policy.yaml") from None
