"""Every page in every bad state: a sentence and a way on, never a traceback, never a name that became markup."""

import pytest

from dashboard.app_pages import pages
from dashboard.data import Filters

PAGES = [found.name for found in pages()]
LONG = "team " + "x" * 295
NAMES = [
    "<script>alert(1)</script><b>bold</b>",
    "**bold** [link](http://evil) `code` :smile: $x^2$ :red[x] # head ~~no~~",
    LONG,
    "שלום עולם مرحبا \u202etxt.exe",
    "👩‍👩‍👧‍👦 🔑🔥",
    '=HYPERLINK("http://evil","x")',
    " ",
    "one\ntwo\r\n\n# three",
]
NONSENSE = ["nonsense", "<b>x", "../../etc", "' or 1=1 --", "\u202e", "9" * 400]
ASKED = ("by", "table", "tab", "gap", "priority", "columns_credential", "conditions_credential", "credential", "zone", "publication")


def publication(published, names=("plain",)):
    """A key a name, and every other name that a source can give is one of them too."""
    credentials = [
        {
            "credential_id": at,
            "natural_key": f"{name} {at}",
            "ownership_class": ["no_owner", "owned"][at % 2],
            "secret_age_days": 400.0,
            "rotation_lag_days": 310.0,
            "priority": "act_now",
            "priority_reason": name,
            "data_classes": [name],
            "scopes": [name],
            **dict.fromkeys(("name", "owner", "service", "business_unit", "purpose", "environment", "tenant"), name),
        }
        for at, name in enumerate(names, start=1)
    ]
    numbered = list(enumerate(names, start=1))
    seen = {"state": "open", "exposure_days_lower": 2.0}
    return published.held(
        credential=credentials,
        exposure=[
            {"exposure_id": at, "credential_id": at, **dict.fromkeys(("repository", "path", "rule"), name), **seen} for at, name in numbered
        ],
        rotation=[{"rotation_id": at, "predecessor_id": at, "interval_days": 120.0, "lag_days": 30.0} for at, _ in numbered],
        dependency=[{"credential_id": at, "consumer": name, "owner": name, "reauthentication": name} for at, name in numbered],
        source_freshness=[{"source": name, "tenant": name, "stale": True} for name in names],
        quality_result=[{"claim": name, "passed": False, "unexpected_count": 1, "element_count": 1} for name in names],
        landing_quarantine=[{"path": name, "message": name, "excerpt": name} for name in names],
    )


def said(app):
    """All words that go through Markdown."""
    kinds = (app.header, app.subheader, app.markdown, app.caption, app.info, app.warning, app.error, app.success)
    return [element.value for kind in kinds for element in kind]


def stands(app):
    """The page has a title, and says nothing of a failure."""
    assert [header.value for header in app.header if header.value.strip()]
    assert not any("Traceback" in words or "could not be drawn" in words or "nan" in words.lower().split() for words in said(app))


@pytest.mark.parametrize("name", PAGES)
def test_nothing_at_all_is_published(page, published, name):
    app = page(name, published.held())
    stands(app)
    assert app.info or app.caption


@pytest.mark.parametrize("name", PAGES)
def test_filter_that_leaves_nothing_says_how_to_go_on(page, published, name):
    app = page(name, publication(published), Filters(provider=("nowhere",)))
    stands(app)
    assert app.info or app.caption


@pytest.mark.parametrize("name", PAGES)
def test_one_key_only(page, published, name):
    stands(page(name, publication(published)))


def as_markup(app):
    """Words in which a name's own signs would be read as HTML or Markdown."""
    return [words for words in said(app) if "<b>" in words.replace("\\<", "") or "](http" in words or "**bold**" in words]


@pytest.mark.parametrize("name", PAGES)
def test_names_of_any_shape_are_shown_as_they_are(page, published, name):
    app = page(name, publication(published, NAMES))
    stands(app)
    assert as_markup(app) == []


@pytest.mark.parametrize("at", range(1, len(NAMES) + 1))
def test_page_of_one_key_shows_its_names_as_they_are(page, published, at):
    app = page("credential", publication(published, NAMES), credential=str(at))
    stands(app)
    assert as_markup(app) == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("turn", [0, 1])
def test_address_full_of_nonsense_is_no_harm(page, published, name, turn):
    asked = {parameter: NONSENSE[(at + turn) % len(NONSENSE)] for at, parameter in enumerate(ASKED)}
    stands(page(name, publication(published, ["a", "b", "c"]), **asked))


@pytest.mark.parametrize("name", PAGES)
def test_every_value_unknown(page, published, name):
    fixed = {"credential_id", "provider", "status", "natural_key", "first_seen_at", "kind"}
    nothing = {column: None for column in published.TABLES["credential"] if column not in fixed}
    held = published.held(credential=[{"credential_id": 1, "natural_key": "k", **nothing}])
    stands(page(name, held))
