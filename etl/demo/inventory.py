"""All credentials of the organisation as one frame: where they live, who answers for them, how they are used."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from etl.demo.identifiers import BASE36, access_key_ids, codes
from etl.demo.leaks import Leaks, leaks
from etl.demo.lineages import NEVER, PROVIDERS, STORIES, Lineages, lineages
from etl.demo.options import DAY, DemoOptions
from etl.demo.organisation import Organisation

OWNERSHIP: Final = ("owned", "owner_left", "team_only", "low_confidence", "no_owner")
_OWNERSHIP_SHARES: Final = (0.66, 0.07, 0.09, 0.08, 0.10)
OWNED, LEFT, TEAM, LOW, NOBODY = range(5)
ENVIRONMENTS: Final = ("production", "staging", "development")
OTHER_PROVIDERS: Final = ("groq", "mistral", "cohere", "deepseek", "elevenlabs", "pinecone")
GITHUB_KINDS: Final = ("fine_grained", "authorised", "deploy_key")
USES: Final = ("active", "dormant", "earlier", "never", "unrecorded")
ACTIVE, DORMANT, EARLIER, UNUSED, UNRECORDED = range(5)
_MARGIN: Final = 10 * DAY  # keeps each planted case clear of the policy's limits


@dataclass(frozen=True)
class Inventory:
    """The frame of credentials, their leaks, and the tenants they live in.

    Frame, one row a credential: serial, lineage, position, length, story, provider, kind, tenant, natural_key, name,
    principal, person, project, environment, service, business_unit, ownership, verified, registered, created,
    gone, inactive, use, use_from, use_to, earlier_use, tail (last four of the secret). Times in epoch seconds.
    """

    frame: pl.DataFrame
    leaks: Leaks
    tenants: dict[str, tuple[str, ...]]
    projects: pl.DataFrame  # project, tenant, name, service, environment, created (OpenAI and Anthropic)


def tenants_of(options: DemoOptions) -> dict[str, tuple[str, ...]]:
    """Tenant ids by provider. The last of Anthropic's gives neither usage nor activities: nobody switched them on."""
    chance = options.chance("tenants")
    extra = 0 if options.credentials < 20_000 else 3  # noqa: PLR2004
    return {
        "aws": tuple(str(number) for number in np.sort(chance.choice(8 * 10**11, 3 + extra, replace=False) + 10**11)),
        "openai": tuple("org-" + code for code in codes(chance, 2 + extra, 20)),
        "anthropic": tuple("org_01" + code for code in codes(chance, 2 + extra, 20)),
        "github": ("corp-ai",),
    }


def _projects(options: DemoOptions, company: Organisation, tenants: dict[str, tuple[str, ...]]) -> pl.DataFrame:
    chance = options.chance("projects")
    each = int(np.clip(options.credentials // 400, 6, 240))
    parts = []
    for provider, prefix in (("openai", "proj_"), ("anthropic", "wrkspc_01")):
        position = np.arange(each)
        service = company.services[(position // 3 % company.services.height).tolist()]
        parts.append(
            pl.DataFrame(
                {
                    "provider": [provider] * each,
                    "tenant": [tenants[provider][i % len(tenants[provider])] for i in position],
                    "project": prefix + codes(chance, each, 18),
                    "service": service["service"],
                    "business_unit": service["business_unit"],
                    "environment": [ENVIRONMENTS[i % 3] for i in position],
                    "created": options.start - chance.integers(2_000, 2_600, each) * DAY,
                }
            )
        )
    return pl.concat(parts).with_columns(name=pl.concat_str("service", pl.lit(" "), "environment"))


def _ownership(chance: np.random.Generator, lives: Lineages, kind: npt.NDArray[np.str_]) -> npt.NDArray[np.int64]:
    """The class each credential shall have, the same along a lineage, where its provider's listing allows it."""
    drawn = chance.choice(len(OWNERSHIP), int(lives.lineage[-1]) + 1, p=_OWNERSHIP_SHARES)[lives.lineage]
    # a personal key names its person in the listing, so it is either owned or its owner has left
    personal = ((lives.provider == PROVIDERS.index("openai")) & ~lives.is_machine) | np.isin(kind, ("fine_grained", "authorised"))
    drawn = np.where(personal & (drawn > LEFT), OWNED, drawn)
    # a creator that the log of the same days names would be a claim: nobody's keys are older than the logs
    return drawn.astype(np.int64)


def _people(
    chance: np.random.Generator,
    company: Organisation,
    lives: Lineages,
    ownership: npt.NDArray[np.int64],
    service: pl.DataFrame,
) -> pl.DataFrame:
    lineage_count = int(lives.lineage[-1]) + 1
    here = company.people.filter(~pl.col("has_left"))
    left = company.people.filter(pl.col("has_left"))
    some_here = chance.integers(0, here.height, lineage_count)[lives.lineage]
    some_left = chance.integers(0, left.height, lineage_count)[lives.lineage]
    gone = pl.Series(ownership == LEFT)
    columns = ("address", "github", "openai", "anthropic", "name")
    a, b = here.select(columns)[some_here.tolist()], left.select(columns)[some_left.tolist()]
    chosen = pl.DataFrame({column: pl.select(pl.when(gone).then(b[column]).otherwise(a[column])).to_series() for column in columns})
    teams = company.teams.rename({"address": "team_address"}).select("team", "team_address")
    mailbox = service.select("team").join(teams, on="team", how="left", maintain_order="left")["team_address"]
    return chosen.with_columns(team_address=mailbox)


def _uses(
    options: DemoOptions,
    chance: np.random.Generator,
    lives: Lineages,
    logged: npt.NDArray[np.bool_],
    claims: npt.NDArray[np.bool_],
) -> npt.NDArray[np.int64]:
    """How each credential is used; what no log or listing could show is not drawn."""
    count = len(lives.created)
    use = chance.choice(4, count, p=(0.79, 0.07, 0.06, 0.08)).astype(np.int64)
    chained = (lives.length > 1) | (lives.story > 1)
    use = np.where(chained, ACTIVE, use)
    created_inside = lives.created >= options.start
    use = np.where((use == DORMANT) & (created_inside | (options.days < 120)), ACTIVE, use)  # noqa: PLR2004
    use = np.where((use == EARLIER) & (created_inside | ~claims), ACTIVE, use)
    # never used is proved from creation on: by the log since before it was made, or by the listing's own word
    use = np.where((use == UNUSED) & ~created_inside & (lives.provider != 0), ACTIVE, use)
    age = options.end - lives.created
    clear = (age > 45 * DAY + _MARGIN) | (age < 45 * DAY - _MARGIN)
    use = np.where((use == UNUSED) & ~clear, ACTIVE, use)
    return np.where(logged | claims, use, UNRECORDED)


def inventory(options: DemoOptions, company: Organisation) -> Inventory:
    """Draw the whole inventory."""
    chance = options.chance("inventory")
    lives = lineages(options)
    leaked = leaks(options, lives)
    tenants = tenants_of(options)
    projects = _projects(options, company, tenants)
    count, by_lineage = options.credentials, int(lives.lineage[-1]) + 1
    draw = chance.random((4, by_lineage))[:, lives.lineage]
    provider = np.array(PROVIDERS)[lives.provider]
    kind = _kinds(lives, draw[0], chance, count)

    places = _places(company, tenants, projects, provider, draw)
    ownership = _ownership(chance, lives, kind)
    people = _people(chance, company, lives, ownership, places)
    tenant = places["tenant"].to_numpy().astype(str)
    unlogged = np.isin(tenant, tenants["anthropic"][-1:])
    claims = np.isin(provider, ("aws", "openai", "github")) & (kind != "deploy_key")
    logged = np.isin(provider, ("aws", "openai", "anthropic")) & ~unlogged
    use = _uses(options, chance, lives, logged, claims)
    use[leaked.credential] = np.where(logged[leaked.credential], ACTIVE, UNRECORDED)  # a leaked key is one that works
    frame = pl.DataFrame(
        {
            "lineage": lives.lineage,
            "position": lives.position,
            "length": lives.length,
            "story": np.array(STORIES)[lives.story],
            "is_machine": lives.is_machine,
            "kind": kind,
            "ownership": np.array(OWNERSHIP)[ownership],
            "use": np.array(USES)[use],
            "created": lives.created,
            "gone": lives.gone,
            "inactive": lives.inactive,
            "verified": options.end - np.where(ownership == LOW, chance.integers(420, 600, count), chance.integers(3, 60, count)) * DAY,
            "unlisted_owner": chance.random(count) < 0.5,  # noqa: PLR2004  # of the ownerless, half stand in the register
            "tail": codes(chance, count, 4),
            "serial": np.arange(count),
        }
    ).with_columns(pl.col("gone", "inactive").replace(NEVER, None))
    frame = frame.hstack(places).hstack(people.rename({"address": "person", "name": "person_name"}))
    return Inventory(_named(chance, frame, _spans(options, chance, lives, use)), leaked, tenants, projects)


def _kinds(lives: Lineages, draw: npt.NDArray[np.float64], chance: np.random.Generator, count: int) -> npt.NDArray[np.str_]:
    github = np.array(GITHUB_KINDS)[np.minimum((draw * 3).astype(int), 2)]
    openai = np.where(lives.is_machine, "service_account", np.where(chance.random(count) < 0.03, "admin", "personal"))  # noqa: PLR2004
    openai = np.where((openai == "admin") & (lives.length > 1), "personal", openai)
    return np.select(
        [lives.provider == PROVIDERS.index(name) for name in ("aws", "openai", "github")],
        ["access_key", openai, github],
        default="api_key",
    )


def _places(
    company: Organisation,
    tenants: dict[str, tuple[str, ...]],
    projects: pl.DataFrame,
    provider: npt.NDArray[np.str_],
    draw: npt.NDArray[np.float64],
) -> pl.DataFrame:
    """Provider, tenant, project, environment, service and team of each credential."""
    services = company.services[(draw[1] * company.services.height).astype(int).tolist()]
    environment = np.array(ENVIRONMENTS)[np.minimum((draw[2] * 4 - 1).clip(0).astype(int), 2)]
    frame = services.with_columns(
        provider=pl.Series(provider),
        environment=pl.Series(environment),
        pick=pl.Series(draw[3]),
        serial=pl.int_range(pl.len()),
    )
    numbered = projects.with_columns(place=pl.int_range(pl.len()).over("provider"))
    frame = frame.with_columns(place=(pl.col("pick") * numbered.height / 2).floor().cast(pl.Int64))
    found = frame.select("provider", "place").join(
        numbered.select("provider", "place", "tenant", "project", "service", "business_unit", "environment"),
        on=["provider", "place"],
        how="left",
        maintain_order="left",
    )
    names = np.array(OTHER_PROVIDERS)[(draw[3] * len(OTHER_PROVIDERS)).astype(int)]
    accounts = np.array(tenants["aws"])[(draw[3] * len(tenants["aws"])).astype(int)]
    alone = np.select([provider == "aws", provider == "github"], [accounts, tenants["github"][0]], default="corp-main")
    in_project = found["project"].is_not_null()
    team = company.services.select("service", "team", "repository")
    return (
        pl.DataFrame(
            {
                "provider": pl.Series(np.where(provider == "register", names, provider)),
                "tenant": pl.select(pl.when(in_project).then(found["tenant"]).otherwise(pl.Series(alone))).to_series(),
                "project": found["project"],
                "environment": pl.select(pl.when(in_project).then(found["environment"]).otherwise(frame["environment"])).to_series(),
                "service": pl.select(pl.when(in_project).then(found["service"]).otherwise(frame["service"])).to_series(),
                "business_unit": pl.select(pl.when(in_project).then(found["business_unit"]).otherwise(frame["business_unit"])).to_series(),
            }
        )
        .join(team, on="service", how="left", maintain_order="left")
        .with_columns(pl.col("team"))
    )


def _spans(options: DemoOptions, chance: np.random.Generator, lives: Lineages, use: npt.NDArray[np.int64]) -> pl.DataFrame:
    """From when to when the logs show use, and the last use before the logs began."""
    count = len(use)
    alive_until = np.where(lives.gone != NEVER, lives.gone, np.where(lives.inactive != NEVER, lives.inactive, options.end))
    begin = np.maximum(lives.created + 60, options.start)
    finish = alive_until - np.where(alive_until == options.end, chance.integers(60, DAY, count), chance.integers(30, 7_200, count))
    dormant = options.end - (np.clip(0.6 * options.days, 100, 150) * DAY) - chance.integers(0, 10 * DAY, count)
    finish = np.where(use == DORMANT, np.minimum(dormant, finish), finish).astype(np.int64)
    finish = np.maximum(finish, begin)
    shown = np.isin(use, (ACTIVE, DORMANT)) & (lives.provider < 3) & (finish < alive_until)  # noqa: PLR2004
    before = (
        options.start - 1 - (chance.random(count) * np.minimum(np.maximum(options.start - lives.created - 1, 0), 90 * DAY)).astype(np.int64)
    )
    had_before = (lives.created < options.start) & (use != UNUSED) & (use != UNRECORDED)
    before = np.where(use == EARLIER, np.minimum(before, options.end - 110 * DAY), before)
    before = np.where(had_before, np.maximum(before, lives.created + 1), NEVER)
    return pl.DataFrame(
        {"use_from": np.where(shown, begin, NEVER), "use_to": np.where(shown, finish, NEVER), "earlier_use": before}
    ).with_columns(pl.all().replace(NEVER, None))


def _named(chance: np.random.Generator, frame: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """Add the ids and names that consoles show."""
    count = frame.height
    is_aws = (frame["provider"] == "aws").to_numpy()
    accounts = np.zeros(count, dtype=np.int64)
    accounts[is_aws] = frame["tenant"].filter(pl.Series(is_aws)).cast(pl.Int64).to_numpy()
    github_number = pl.col("serial") * 7 + 100_003
    name = pl.concat_str("service", pl.lit("-"), pl.col("environment").str.slice(0, 4), pl.lit("-"), pl.col("lineage").cast(pl.String))
    return (
        frame.hstack(spans)
        .with_columns(
            access_key=access_key_ids(chance, accounts),
            code=codes(chance, count, 22),
            account_code=codes(chance, count, 14, BASE36),
            name=name,
            number=github_number,
            # deploy keys are listed a repository: they belong to one of each unit, not to each service
            repository=pl.when(pl.col("kind") == "deploy_key").then("corp-ai/deploy-" + pl.col("business_unit")).otherwise("repository"),
        )
        .with_columns(
            natural_key=pl.when(pl.col("provider") == "aws")
            .then("access_key")
            .when(pl.col("provider") == "openai")
            .then("key_" + pl.col("code").str.slice(0, 18))
            .when(pl.col("provider") == "anthropic")
            .then("apikey_01" + pl.col("code"))
            .when(pl.col("kind") == "deploy_key")
            .then(pl.concat_str(pl.lit("deploy_key:"), "repository", pl.lit("#"), "number"))
            .when(pl.col("kind") == "fine_grained")
            .then(pl.concat_str(pl.lit("token:"), "number"))
            .when(pl.col("kind") == "authorised")
            .then(pl.concat_str(pl.lit("authorization:"), "number"))
            .otherwise("name:" + pl.col("name")),
            principal=pl.when(pl.col("provider") == "aws").then(pl.concat_str(pl.lit("arn:aws:iam::"), "tenant", pl.lit(":user/"), "name")),
            # Anthropic's keys end in AA
            tail=pl.when(pl.col("provider") == "anthropic").then(pl.col("tail").str.slice(0, 2) + "AA").otherwise("tail"),
            registered=pl.col("provider").is_in(list(OTHER_PROVIDERS)) | (pl.col("ownership") != "no_owner") | ~pl.col("unlisted_owner"),
        )
    )
