"""GitHub secret scanning: alerts of an enterprise, organisation or repository, and the further places of one alert.

Gives sightings. Same secret in several repositories is several alerts. The default list leaves out generic secret
types, and no list says who committed or when: `created_at` is when GitHub saw it, often the day of a back-fill scan.
The raw `secret` becomes hint and fingerprint at once; with `hide_secret=true` there is neither.
Format: GitHub REST description (ghec, 2026), github.md §2.
"""

import re
from collections.abc import Iterator
from typing import Any, Literal

from msgspec import Raw, Struct

from etl import redact, times
from etl.decode import page_of, rows
from etl.errors import RowRejectedError
from etl.records import Sighting, SightingLocation
from etl.sources import Export, Page, Sample, Source, Stated, Yielded

DETECTOR = "github_secret_scanning"
# The provider by its slug or by how the secret type begins; the longest match first.
PROVIDERS = {
    "azure_openai": "azure", "amazon": "aws", "aws": "aws", "anthropic": "anthropic", "azure": "azure",
    "github": "github", "gitlab": "gitlab", "google": "google", "gcp": "google", "groq": "groq",
    "hugging_face": "huggingface", "huggingface": "huggingface", "mistral": "mistral", "openai": "openai",
    "cohere": "cohere", "databricks": "databricks", "deepseek": "deepseek", "langsmith": "langsmith",
    "openrouter": "openrouter", "perplexity": "perplexity", "pinecone": "pinecone", "replicate": "replicate",
    "xai": "xai",
}  # fmt: skip
_Resolution = Literal["revoked", "false_positive", "accepted", "used_in_tests", "file_deleted", "other"]
_RESOLUTION: dict[str, _Resolution] = {
    "revoked": "revoked", "false_positive": "false_positive", "wont_fix": "accepted", "used_in_tests": "used_in_tests",
}  # fmt: skip
_VALIDITY: dict[str, Literal["valid", "invalid"]] = {"active": "valid", "inactive": "invalid"}
_NARROWING = {
    "state", "secret_type", "exclude_secret_types", "providers", "resolution", "validity", "is_publicly_leaked",
    "is_multi_repo", "is_bypassed", "page", "before", "after",
}  # fmt: skip
_REPOSITORY = re.compile(r"^https?://[^/]+(?:/api/v3)?(?:/repos)?/([\w.-]+/[\w.-]+)/")
_ALERT_PATH = re.compile(r"/repos/([^/]+/[^/]+)/secret-scanning/alerts/(\d+)")
_ACCESS_KEY_ID = re.compile(r"^AKIA[A-Z0-9]{12,}$")
_MASKED = re.compile(r"\*{4,}|^REDACTED$", re.IGNORECASE)


class Repository(Struct):
    """The repository of an alert."""

    id: int | None = None
    full_name: str | None = None
    private: bool | None = None


class User(Struct):
    """A person on GitHub."""

    login: str | None = None


class Place(Struct):
    """A location's details: of a file in a commit, or of a text, which is named by URLs alone."""

    path: str | None = None
    start_line: float | None = None
    commit_sha: str | None = None
    html_url: str | None = None
    blob_url: str | None = None
    commit_url: str | None = None
    issue_title_url: str | None = None
    issue_body_url: str | None = None
    issue_comment_url: str | None = None
    discussion_title_url: str | None = None
    discussion_body_url: str | None = None
    discussion_comment_url: str | None = None
    pull_request_title_url: str | None = None
    pull_request_body_url: str | None = None
    pull_request_comment_url: str | None = None
    pull_request_review_url: str | None = None
    pull_request_review_comment_url: str | None = None

    def kind(self) -> str | None:
        """What it is, by its fields, where the type is not given: `first_location_detected` has none."""
        if self.path is not None:
            return "wiki_commit" if self.commit_url and "/wiki/" in self.commit_url else "commit"
        return next((name.removesuffix("_url") for name in _TEXT_URLS if getattr(self, name)), None)

    def url(self) -> str | None:
        """Where to look."""
        texts = (getattr(self, name) for name in _TEXT_URLS)
        return next((url for url in (self.html_url, self.blob_url, self.commit_url, *texts) if url), None)


_TEXT_URLS = [name for name in Place.__struct_fields__ if name.startswith(("issue", "discussion", "pull"))]


class Metadata(Struct):
    """What the provider told GitHub about the key; only in the call for a single alert."""

    key: str | None = None
    value: Any = None


class Alert(Struct):
    """One alert; all but its number is optional, because older servers leave fields out."""

    number: int
    secret_type: str | None = None
    provider_slug: str | None = None
    created_at: str | None = None
    state: str | None = None
    resolution: str | None = None
    resolved_at: str | None = None
    resolved_by: User | None = None
    url: str | None = None
    html_url: str | None = None
    secret: str | None = None
    repository: Repository | None = None
    validity: str | None = None
    publicly_leaked: bool | None = None
    first_location_detected: Place | None = None
    metadata: list[Metadata] | None = None


class Delivered(Struct):
    """A webhook's body around an alert."""

    alert: Raw = Raw()
    repository: Repository | None = None


class Location(Struct):
    """One place of the alert that the request named."""

    type: str
    details: Place


def recognises_alerts(sample: Sample) -> bool:
    """Rows with an alert number and a secret type."""
    return any(
        isinstance(row, dict) and isinstance(row.get("number"), int) and "secret_type" in row
        for row in (alert.get("alert", alert) for alert in _dicts(sample.top))
    )


def recognises_locations(sample: Sample) -> bool:
    """Rows of type and details."""
    return any(isinstance(row.get("details"), dict) and isinstance(row.get("type"), str) for row in _dicts(sample.top))


def _dicts(top: Any) -> list[dict[str, Any]]:
    return [row for row in (top if isinstance(top, list) else [top]) if isinstance(row, dict)]


def _raw_rows(body: bytes) -> list[Raw]:
    return page_of(body, list[Raw]) if body.lstrip()[:1] == b"[" else [Raw(body)]


def alerts(page: Page, export: Export) -> Iterator[Yielded]:
    """Each alert as a sighting, with its first place."""
    if _NARROWING & export.request_query.keys():
        yield Stated(complete=False)
    raw_rows = _raw_rows(page.body)
    deliveries = list(rows(raw_rows, Delivered, page.first_row))
    inner = [
        raw if isinstance(delivery, RowRejectedError) else delivery[1].alert or raw
        for raw, delivery in zip(raw_rows, deliveries, strict=True)
    ]
    for delivery, row in zip(deliveries, rows(inner, Alert, page.first_row), strict=True):
        if isinstance(delivery, RowRejectedError):
            yield delivery
            continue
        if isinstance(row, RowRejectedError):
            yield row
            continue
        row_no, alert = row
        try:
            yield _sighting(row_no, alert, alert.repository or delivery[1].repository or Repository())
        except times.DateError as error:
            yield RowRejectedError(error.code, str(error), row_no=row_no)


def _sighting(row_no: int, alert: Alert, repository: Repository) -> Sighting:
    name = repository.full_name or _repository_of(alert.html_url) or _repository_of(alert.url)
    place = alert.first_location_detected or Place()
    is_resolved = alert.state == "resolved" or (alert.state is None and alert.resolution is not None)
    key_id, hint, fingerprint = _identified(alert)
    return Sighting(
        row_no=row_no, detector=DETECTOR, sighting_key=_key(alert, name, repository), rule=alert.secret_type,
        provider=_provider(alert), key_id=key_id, hint=hint, fingerprint=fingerprint, repository=name, path=place.path,
        line=_line(place), commit=place.commit_sha, location_kind=place.kind(),
        location_url=redact.scrub(place.url() or alert.html_url), publicly_exposed=_is_public(alert, repository),
        validity=_VALIDITY.get(alert.validity or "", "unknown"), detected_at=times.instant(alert.created_at),
        state="resolved" if is_resolved else "open",
        resolution=_RESOLUTION.get(alert.resolution or "", "other") if is_resolved else None,
        resolved_at=times.instant(alert.resolved_at) if is_resolved else None,
        resolved_by=alert.resolved_by.login if alert.resolved_by else None,
    )  # fmt: skip


def _key(alert: Alert, name: str | None, repository: Repository) -> str:
    if name or repository.id:
        return f"{name or repository.id}#{alert.number}"
    return alert.html_url or alert.url or f"#{alert.number}"


def _repository_of(url: str | None) -> str | None:
    found = _REPOSITORY.match(url or "")
    return found.group(1) if found else None


def _identified(alert: Alert) -> tuple[str | None, str | None, str | None]:
    """Key id, hint and fingerprint. The alert on a pair of keys may hold only the id, which is no secret."""
    key_id = next((str(told.value) for told in alert.metadata or () if _is_key_id(told) and told.value), None)
    secret = (alert.secret or "").strip()
    if not secret:
        return key_id, None, None
    if _ACCESS_KEY_ID.match(secret):
        return secret, redact.hint(secret), None
    return key_id, redact.hint(secret), None if _MASKED.search(secret) else redact.fingerprint(secret)


def _is_key_id(told: Metadata) -> bool:
    return (told.key or "").replace("-", "_") == "secret_id"


def _provider(alert: Alert) -> str | None:
    for text in (alert.provider_slug, alert.secret_type):
        named = (text or "").lower().replace("-", "_")
        for prefix in sorted(PROVIDERS, key=len, reverse=True):
            if named.startswith(prefix):
                return PROVIDERS[prefix]
    return alert.provider_slug


def _is_public(alert: Alert, repository: Repository) -> bool | None:
    """Public if GitHub saw it in public, or if the repository is; unknown if neither is said."""
    if alert.publicly_leaked or repository.private is False:
        return True
    return None if alert.publicly_leaked is None and repository.private is None else False


def _line(place: Place) -> int | None:
    return int(place.start_line) if place.start_line is not None else None


def locations(page: Page, export: Export) -> Iterator[Yielded]:
    """Each place of one alert. The body names no alert: it comes from the request, or from folders named like it.

    Without either, the repository is read from the places' URLs and the alert is `unknown`: kept, and joined to none.
    """
    asked = _ALERT_PATH.search(export.request_path or "") or _ALERT_PATH.search(export.path)
    found: list[tuple[int, Location] | RowRejectedError] = list(rows(_raw_rows(page.body), Location, page.first_row))
    urls = (row[1].details.url() for row in found if not isinstance(row, RowRejectedError))
    repository = asked.group(1) if asked else next((name for url in urls if (name := _repository_of(url))), None)
    key = f"{repository or 'unknown'}#{asked.group(2) if asked else 'unknown'}"
    for row in found:
        if isinstance(row, RowRejectedError):
            yield row
            continue
        row_no, place = row[0], row[1].details
        yield SightingLocation(
            row_no=row_no, detector=DETECTOR, sighting_key=key, location_kind=row[1].type, repository=repository,
            path=place.path, line=_line(place), commit=place.commit_sha, location_url=redact.scrub(place.url()),
        )  # fmt: skip


SOURCE = (
    Source(
        export="github.secret_scanning_alerts",
        provider="github",
        obtain="gh api --paginate '/orgs/<org>/secret-scanning/alerts?hide_secret=true&per_page=100'",
        gives=("sighting",),
        recognises=recognises_alerts,
        read=alerts,
        limits="no author and no commit date; generic secret types only where they were asked for",
    ),
    Source(
        export="github.secret_scanning_locations",
        provider="github",
        obtain="gh api --paginate /repos/<owner>/<repo>/secret-scanning/alerts/<number>/locations",
        gives=("sighting_location",),
        recognises=recognises_locations,
        read=locations,
        limits="the body names no alert: keep the request beside it",
    ),
)
