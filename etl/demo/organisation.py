"""The made-up company: business units, services, teams and people, some of whom have left."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from etl.demo.identifiers import codes
from etl.demo.options import DAY, DemoOptions

UNITS = ("retail", "insurance", "payments", "logistics", "research", "corporate")
_DOMAINS = {
    "retail": ("basket", "catalogue", "search", "pricing", "reviews", "returns"),
    "insurance": ("claims", "policy", "quotes", "fraud", "underwriting", "renewals"),
    "payments": ("invoice", "ledger", "payout", "dispute", "risk", "checkout"),
    "logistics": ("routing", "fleet", "depot", "parcel", "customs", "planning"),
    "research": ("papers", "trials", "genome", "imaging", "survey", "models"),
    "corporate": ("helpdesk", "hiring", "contracts", "travel", "legal", "intranet"),
}
_ROLES = (
    "ocr",
    "bot",
    "summary",
    "triage",
    "forecast",
    "translate",
    "agent",
    "embed",
    "chat",
    "labels",
    "audit",
    "sync",
)
_FIRST = (
    "ana",
    "bo",
    "chidi",
    "dana",
    "eve",
    "farid",
    "grace",
    "hana",
    "ivan",
    "jo",
    "kofi",
    "lea",
    "mei",
    "nils",
    "ola",
    "pia",
)
_LAST = (
    "adler",
    "berg",
    "costa",
    "diaz",
    "evans",
    "fischer",
    "garcia",
    "haas",
    "ito",
    "jansen",
    "klein",
    "lopez",
    "meyer",
    "novak",
)
LEAVER_SHARE = 0.08


@dataclass(frozen=True)
class Organisation:
    """Frames of services, teams and people; times in epoch seconds, null where there is none.

    services: service, business_unit, team, repository. teams: team, address, business_unit.
    people: address, name, employee, team, business_unit, started, ends (last working day), has_left, github, openai,
    anthropic.
    """

    services: pl.DataFrame
    teams: pl.DataFrame
    people: pl.DataFrame


def _services(count: int) -> pl.DataFrame:
    rows = []
    for position in range(count):
        unit = UNITS[position % len(UNITS)]
        turn = position // len(UNITS)
        domain = _DOMAINS[unit][turn % 6]
        role = _ROLES[(turn // 6 + turn) % len(_ROLES)]
        again = turn // (6 * len(_ROLES))
        service = f"{domain}-{role}" + (f"-{again + 1}" if again else "")
        rows.append((service, unit, f"{unit}-{domain}", f"corp-ai/{service}"))
    return pl.DataFrame(rows, schema=["service", "business_unit", "team", "repository"], orient="row").unique(
        "service", keep="first", maintain_order=True
    )


def _people(options: DemoOptions, teams: pl.DataFrame, count: int) -> pl.DataFrame:
    chance = options.chance("people")
    position = np.arange(count)
    names = [(_FIRST[i % len(_FIRST)], _LAST[(i // len(_FIRST)) % len(_LAST)], i // (len(_FIRST) * len(_LAST))) for i in range(count)]
    started = options.end - chance.integers(900, 4_000, count) * DAY
    leaving = chance.random(count)
    ends = np.where(
        leaving < LEAVER_SHARE,
        options.end - chance.integers(3, 500, count) * DAY,
        np.where(leaving > 0.99, options.end + chance.integers(5, 60, count) * DAY, -1),  # noqa: PLR2004
    )
    ends[:2] = options.end - np.array([20, 200]) * DAY  # a small company has leavers too
    team = teams[(position % teams.height).tolist()]
    return pl.DataFrame(
        {
            "address": [f"{first}.{last}{again or ''}@corp.example" for first, last, again in names],
            "name": [f"{first.title()} {last.title()}" for first, last, _ in names],
            "employee": [f"E{100_000 + i}" for i in range(count)],
            "github": [f"{first}-{last}{again or ''}" for first, last, again in names],
            "started": started,
            "ends": pl.Series(ends).replace(-1, None),
            "has_left": (ends > 0) & (ends < options.end),
            "openai": pl.Series(codes(chance, count, 20)),
            "anthropic": pl.Series(codes(chance, count, 22)),
        }
    ).with_columns(
        team["team"],
        team["business_unit"],
        openai="user-" + pl.col("openai"),
        anthropic="user_01" + pl.col("anthropic"),
    )


def organisation(options: DemoOptions) -> Organisation:
    """The company behind the credentials; it grows with the square root of their number."""
    scale = (options.credentials / 5_000) ** 0.5
    services = _services(int(np.clip(60 * scale, 12, 400)))
    teams = services.select("team", "business_unit").unique("team", keep="first", maintain_order=True)
    teams = teams.with_columns(address=pl.col("team") + "-team@corp.example").select("team", "address", "business_unit")
    people = _people(options, teams, int(np.clip(800 * scale, 60, 20_000)))
    return Organisation(services=services, teams=teams, people=people)
