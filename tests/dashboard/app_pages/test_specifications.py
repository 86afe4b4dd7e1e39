"""A filter changes the data of a page's first chart and nothing else of it: a browser then draws the marks anew and not the chart."""

from datetime import timedelta

import pytest

from dashboard.data import Filters


@pytest.fixture
def two_providers(published):
    """What providers differ in: how old their keys are, how long their exposed secrets work, who answers for them."""
    credentials = [
        {"credential_id": 10 * at + n, "provider": provider, "age_lower_days": days * (n + 1), "age_upper_days": days * (n + 1),
         "created_at": published.AS_OF - timedelta(days=days * (n + 1)), "max_age_days": 90,
         "rotation_lag_days": days * (n + 1) - 90.0, "ownership_class": kept}
        for at, (provider, days, kept) in enumerate([("aws", 5.0, "owned"), ("openai", 70.0, "no_owner")], start=1)
        for n in range(7 - at)
    ]  # fmt: skip
    exposures = [
        {"exposure_id": row["credential_id"], "credential_id": row["credential_id"], "provider": row["provider"], "state": "remediated",
         "exposure_days_lower": row["age_lower_days"], "exposure_days_upper": row["age_lower_days"]}
        for row in credentials
    ]  # fmt: skip
    return published.held(credential=credentials, exposure=exposures)


@pytest.mark.parametrize("name", ["overview", "ownership_gaps", "key_age", "rotation_lag", "exposure_to_remediation"])
def test_chart_is_the_same_for_all_filters_but_for_its_data(page, two_providers, name):
    found = [
        page(name, two_providers, Filters(provider=provider)).get("vega_lite_chart")[0].proto for provider in ((), ("aws",), ("openai",))
    ]
    assert len({(chart.spec, chart.alt) for chart in found}) == 1
    assert len({b"".join(data.data.data for data in chart.datasets) for chart in found}) == len(found)
