"""Published figures that ours can honestly stand beside: each with its statistic, sample, year and source.

Only what was read in its source or in a page that quotes it. They are statistics of other people's populations: no
target, and no average of an industry. Where a figure was only found in memory or in conflict, it is left out: so the
share of access keys older than three years (Datadog 2026).
"""

from dataclasses import dataclass

import polars as pl

YEAR_DAYS = 365


@dataclass(frozen=True)
class Benchmark:
    """One published figure. `id` is its place in the reference list; `sample` as published, none: not said."""

    id: str
    title: str
    value: float
    unit: str
    statistic: str
    sample: str | None
    source: str
    year: int
    url: str
    verification: str

    @property
    def label(self) -> str:
        """Who says so, and of when."""
        return f"{self.source.split()[0]} {self.year}"


@dataclass(frozen=True)
class Holders:
    """A population whose holders can be compared: who holds keys of these kinds at these providers."""

    name: str
    benchmark: Benchmark
    providers: tuple[str, ...]
    kinds: tuple[str, ...]


_DATADOG = ("Datadog State of Cloud Security", 2025, "https://www.datadoghq.com/state-of-cloud-security/", "verified-primary")
_ENTRO = (
    "Entro Security, LLMjacking experiment", 2025,
    "https://nhimg.org/articles/llmjacking-turns-exposed-nhi-secrets-into-rapid-ai-abuse/", "verified-secondary",
)  # fmt: skip
IAM_USERS = Benchmark(
    "BM-AGE-01", "AWS IAM users with an active access key older than 1 year",
    0.59, "fraction", "share of IAM users", "thousands of organisations", *_DATADOG,
)  # fmt: skip
SERVICE_ACCOUNTS = Benchmark(
    "BM-AGE-02", "Google Cloud service accounts with keys older than 1 year",
    0.55, "fraction", "share", None, *_DATADOG,
)  # fmt: skip
ENTRA_APPLICATIONS = Benchmark(
    "BM-AGE-03", "Microsoft Entra ID applications with credentials older than 1 year",
    0.40, "fraction", "share", None, *_DATADOG,
)  # fmt: skip
HOLDERS = (
    Holders("AWS IAM users", IAM_USERS, ("aws",), ("access_key",)),
    Holders("Google service accounts", SERVICE_ACCOUNTS, ("gcp", "gcp_vertex"), ("service_account_key",)),
    Holders("Entra applications", ENTRA_APPLICATIONS, ("azure", "azure_ai", "azure_openai"), ("oauth_client_secret", "certificate")),
)

# The reference times of Exposure to remediation: seconds are in `metrics.remediation.THRESHOLDS`.
FASTEST_USE = Benchmark(
    "BM-ATK-02", "Exposed AWS keys: fastest first attacker call", 9, "minutes", "minimum", None, *_ENTRO,
)  # fmt: skip
MEAN_USE = Benchmark(
    "BM-ATK-01", "Exposed AWS keys: time to first attacker call, average", 17, "minutes", "mean", None, *_ENTRO,
)  # fmt: skip
BELIEVED_REMEDIATION = Benchmark(
    "BM-REM-01", "Time to remediate a leaked secret, as estimated by IT leaders",
    27, "days", "mean of survey answers", "n=1000 respondents",
    "GitGuardian & CyberArk, Voice of Practitioners: State of Secrets in AppSec", 2024,
    "https://thehackernews.com/2024/11/the-problem-of-permissions-and-non-human-identities.html", "verified-secondary",
)  # fmt: skip
BENCHMARKS = (IAM_USERS, SERVICE_ACCOUNTS, ENTRA_APPLICATIONS, FASTEST_USE, MEAN_USE, BELIEVED_REMEDIATION)


def holders_over_a_year(credentials: pl.DataFrame) -> pl.DataFrame:
    """Holders with an active credential older than a year, one row a population that is not empty.

    Columns taken: provider, kind, principal, age_days, age_lower_days. Gives: population, n (holders), over, lower, upper
    (shares: an unknown date may be of any age, but no younger than its first sight), unheld (credentials without a known
    holder, left out), published, by.
    """
    rows = [(one.name, *_of(credentials, one), one.benchmark.value, one.benchmark.label) for one in HOLDERS]
    schema = {
        "population": pl.String, "n": pl.Int64, "over": pl.Int64, "lower": pl.Float64, "upper": pl.Float64, "unheld": pl.Int64,
        "published": pl.Float64, "by": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row").filter((pl.col("n") > 0) | (pl.col("unheld") > 0))


def _of(credentials: pl.DataFrame, population: Holders) -> tuple[int, int, float | None, float | None, int]:
    theirs = credentials.filter(pl.col("provider").is_in(population.providers) & pl.col("kind").is_in(population.kinds))
    root = pl.col("principal").str.ends_with(":root")  # the account itself is no IAM user
    each = (
        theirs.filter(pl.col("principal").is_not_null() & ~root)
        .group_by("principal")
        .agg(
            over=(pl.col("age_lower_days") > YEAR_DAYS).any(),
            undated=pl.col("age_days").is_null().any(),
        )
    )
    over, maybe, n = int(each["over"].sum()), int((each["over"] | each["undated"]).sum()), each.height
    return n, over, over / n if n else None, maybe / n if n else None, theirs["principal"].null_count()
