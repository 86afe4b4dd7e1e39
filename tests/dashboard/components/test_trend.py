"""The clause of a trend, and where it stands in a finding."""

from datetime import timedelta

from streamlit.testing.v1 import AppTest

from dashboard.components.trend import trend
from dashboard.data import Filters
from dashboard.view import View

AWS = Filters(provider=("aws",))


def _script(view, clause):
    from dashboard.components.finding import finding

    finding("9 keys need action", view, population="10 keys", trend=clause)


def said(view, clause):
    app = AppTest.from_function(_script, args=(view, clause)).run()
    assert not app.exception
    return app.caption[0].value


def test_each_reader_is_told_of_the_filters_of_their_own(published):
    days = [{"day": published.AS_OF.date() - timedelta(days=ago), "metric": "open_exposures", "dimension": dimension, "value": value}
            for dimension, values in (("all", (13.0, 12.0)), ("provider=aws", (2.0, 3.0)))
            for ago, value in zip((90, 0), values, strict=True)]  # fmt: skip
    held = published.held(kpi_daily=days)
    assert trend(View(held), "open_exposures", "exposures") == "down from 13 exposures in 90 days"
    assert trend(View(held, AWS), "open_exposures", "exposures") == "up from 2 exposures in 90 days"
    assert trend(View(held, Filters(kind=("api_key",))), "open_exposures") == trend(View(held), "dormant") == ""


def test_a_trend_leads_the_line_under_the_title(published):
    view = View(published.held())
    assert said(view, "up from 2 keys in 90 days").startswith(
        "**Up from 2 keys in 90 days** · As of **2026-11-01 12:00 UTC** · publication 7"
    )
    assert said(view, "").startswith("As of ")
