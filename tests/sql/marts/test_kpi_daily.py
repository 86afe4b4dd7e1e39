COLUMNS = ("day", "value", "lower", "upper")


def span(metric, began, ended_lower=None, ended_upper=None, **facts):
    return {"metric": metric, "provider": "aws", "business_unit": "retail", "began_at": f"{began}+00",
            "ended_lower": ended_lower and f"{ended_lower}+00", "ended_upper": ended_upper and f"{ended_upper}+00", **facts}  # fmt: skip


def figures(steps, spans, metric, dimension="all", credentials=()):
    steps.build("kpi_daily", {"kpi_span": spans, "credential": credentials})
    found = steps.connection.execute(
        "select day::text, value, lower, upper, denominator from kpi_daily where metric = %s and dimension = %s order by day",
        (metric, dimension),
    )
    return {day: tuple(values) for day, *values in found.fetchall()}


def test_open_balance_of_the_standard(steps):
    """Fifty open, six come and ten go: forty-six."""
    spans = [span("open_exposures", "2026-06-01 08:00", "2026-06-20 08:00", "2026-06-20 08:00") for _ in range(10)]
    spans += [span("open_exposures", "2026-06-01 08:00") for _ in range(40)] + [
        span("open_exposures", "2026-06-19 08:00") for _ in range(6)
    ]
    stock = figures(steps, spans, "open_exposures")
    assert stock["2026-06-18"][0] == 50
    assert stock["2026-06-20"][0] == 46
    assert stock["2026-05-31"][0] == 0


def test_an_end_between_two_snapshots_lies_between_both_bounds(steps):
    stock = figures(steps, [span("active_credentials", "2026-01-01", "2026-06-08", "2026-06-15")], "active_credentials")
    assert [stock[f"2026-06-{day}"][:3] for day in ("07", "08", "14", "15")] == [(1, 1, 1), (1, 0, 1), (1, 0, 1), (0, 0, 0)]


def test_what_came_and_went_is_counted_on_its_day(steps):
    spans = [span("open_exposures", "2026-06-01 08:00", "2026-06-20 08:00", "2026-06-20 08:00")]
    assert {day: row[0] for day, row in figures(steps, spans, "new_exposures").items() if row[0]} == {"2026-06-01": 1}


def test_a_stock_older_than_the_window_is_carried_in_and_not_new(steps):
    steps_rows = figures(steps, [span("active_credentials", "2020-01-01")], "new_credentials")
    assert len(steps_rows) == 180
    assert not any(row[0] for row in steps_rows.values())


def test_dimensions_add_up_and_name_the_unknown(steps):
    spans = [span("active_credentials", "2026-06-01"), span("active_credentials", "2026-06-01", business_unit=None)]
    assert figures(steps, spans, "active_credentials", "business_unit=unknown")["2026-06-30"][0] == 1


def test_strict_ownership_of_today_is_counted_on_credentials(steps):
    credentials = [
        {"credential_id": n, "status": "active", "provider": "aws", "ownership_class": kind}
        for n, kind in enumerate(("owned", "no_owner", "team_only", "owned"))
    ]
    assert figures(steps, [], "strict_ownership_share", credentials=credentials) == {"2026-06-30": (0.5, 0.5, 0.5, 4)}


def test_strict_ownership_of_the_past_is_of_today_s_credentials(steps):
    spans = [
        span("active_credentials", "2026-06-10"), span("active_credentials", "2026-06-20"),
        span("active_credentials", "2026-06-01", "2026-06-25", "2026-06-25"),
        span("owned_credentials", "2026-06-10", "2026-06-28", "2026-06-28"), span("owned_credentials", "2026-06-20"),
    ]  # fmt: skip
    share = figures(steps, spans, "strict_ownership_share")
    assert (min(share), max(share)) == ("2026-06-10", "2026-06-29")
    assert share["2026-06-19"] == (1, None, None, 1)
    assert share["2026-06-20"] == (1, None, None, 2)
    assert share["2026-06-29"] == (0.5, None, None, 2)
    assert ("owned_credentials",) not in steps.select("kpi_daily", "metric")


def test_on_time_share_is_bounded_where_a_replacement_is(steps):
    spans = [span("rotations_due", "2026-06-10", "2026-07-10", "2026-07-10") for _ in range(4)] + [
        span("rotations_on_time", "2026-06-10", "2026-07-10", "2026-07-10"),
        span("rotations_on_time", "2026-06-10", "2026-06-10", "2026-07-10"),
    ]
    share = figures(steps, spans, "on_time_rotation_share")
    assert share["2026-06-11"] == (0.5, 0.25, 0.5, 4)
    assert "2026-06-09" not in share


def test_what_fell_due_and_was_never_replaced_in_time_is_nought_and_not_missing(steps):
    spans = [span("rotations_due", "2026-05-01", "2026-05-31", "2026-05-31")]
    share = figures(steps, spans, "on_time_rotation_share")
    assert (min(share), max(share)) == ("2026-05-01", "2026-05-30")
    assert share["2026-05-30"] == (0, 0, 0, 1)


def test_no_history_no_figures(steps):
    assert figures(steps, [], "active_credentials") == {}


def test_what_had_ended_before_it_was_first_seen_counts_on_no_day(steps):
    spans = [span("active_credentials", "2026-06-29", "2023-06-14", "2023-06-14"), span("active_credentials", "2026-06-01")]
    assert {row[:3] for row in figures(steps, spans, "active_credentials").values()} == {(0, 0, 0), (1, 1, 1)}
