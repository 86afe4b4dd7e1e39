import hashlib
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text

pytestmark = pytest.mark.browser

FINDINGS = {
    "": "1 credential needs action now; 2 exposures open",
    "ownership_gaps": "3 of 12 active credentials have nobody to call",
    "key_age": "58 % of active credentials are older than policy allows",
    "rotation_lag": "are overdue now",
    "exposure_to_remediation": "2 secrets still open",
    "credential": "Which key?",
    "data_quality": "0 of 0 checks hold",
    "explorer": "12 rows of credential match",
}


@pytest.mark.parametrize("path", FINDINGS)
@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_page_renders_with_its_finding_and_without_complaint(look, path, theme, width):
    seen = look(path, width=width, theme=theme)
    assert FINDINGS[path] in seen.finding()
    seen.settled()
    seen.page.wait_for_timeout(500)
    assert seen.complaints == []
    assert "Traceback" not in seen.text()
    assert "could not be drawn" not in seen.text()
    assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_deep_link_sets_the_filters(look):
    seen = look("ownership_gaps?provider=openai")
    assert seen.finding().startswith("3 of 8 active credentials")


def test_credential_is_found_by_a_link_and_by_the_search(look):
    seen = look(f"credential?credential={2**59 + 9}")
    assert seen.finding() == "key 9: nothing to do today"
    seen.settled()
    box = seen.page.get_by_label("Key id, name, hint or our credential id")
    box.fill("key_8")
    box.press("Enter")
    seen.page.get_by_role("heading", name="key 8: nothing to do today").wait_for()
    assert parse_qs(urlsplit(seen.page.url).query) == {"credential": ["key_8"]}
    assert seen.complaints == []


def test_secret_that_is_pasted_into_the_search_reaches_neither_address_nor_log(look, served):
    secret = "sk-proj-" + "Ab3" * 16
    seen = look("credential")
    seen.finding()
    seen.settled()
    box = seen.page.get_by_label("Key id, name, hint or our credential id")
    box.fill(secret)
    box.press("Enter")
    seen.page.get_by_text("That looks like a secret itself.").wait_for()
    assert secret not in seen.page.url
    assert secret not in served.log.read_text()


def test_choice_in_the_sidebar_goes_into_the_address(look):
    seen = look("ownership_gaps")
    seen.finding()
    seen.page.get_by_test_id("stSidebar").get_by_role("toolbar", name="Provider").get_by_role("button", name="aws").click()
    seen.page.get_by_text("0 of 4 active credentials", exact=False).wait_for()
    assert "provider=aws" in seen.page.url


def test_filter_behind_the_button_is_told_on_it_and_kept_across_pages(look):
    seen = look("ownership_gaps")
    assert seen.finding().startswith("3 of 12 active credentials")
    seen.settled()
    side = seen.page.get_by_test_id("stSidebar")
    side.get_by_role("button", name="Environment and kind").click()
    seen.page.get_by_role("combobox", name="Environment").click()
    seen.page.get_by_role("option", name="production").click()
    seen.page.keyboard.press("Escape")
    seen.page.keyboard.press("Escape")
    side.get_by_role("button", name="Environment: production").wait_for()
    seen.page.wait_for_url(lambda url: parse_qs(urlsplit(url).query) == {"environment": ["production"]})
    chosen = seen.finding()
    seen.settled()
    seen.page.get_by_role("link", name="Key age").click()
    seen.page.get_by_text("are older than policy allows").first.wait_for()
    seen.page.wait_for_url(lambda url: "key_age" in url and parse_qs(urlsplit(url).query) == {"environment": ["production"]})
    assert look("ownership_gaps?environment=production").finding() == chosen
    assert seen.complaints == []


def test_help_of_a_tile_opens_and_closes_by_keyboard(look):
    seen = look("key_age")
    seen.finding()
    seen.settled()
    asked = seen.page.get_by_role("button", name="Help for Median age")
    asked.focus()
    told = seen.page.locator("[popover]", has_text="Half are younger.")
    assert not told.is_visible()
    seen.page.keyboard.press("Enter")
    told.wait_for()
    button, box = asked.bounding_box(), told.bounding_box()
    assert 0 <= box["y"] - button["y"] < 60 and 0 <= box["x"] - button["x"] < 60
    seen.page.keyboard.press("Escape")
    told.wait_for(state="hidden")
    assert asked.evaluate("button => button === document.activeElement")


def test_nonsense_in_the_address_is_told_and_left_out(look):
    seen = look("ownership_gaps?provider=nonsense&environment=%3Cb%3Ex")
    assert seen.finding().startswith("3 of 12 active credentials")
    assert "nonsense" in seen.text()
    assert "this publication does not have" in seen.text()


def test_filters_that_leave_nothing_say_so(look):
    seen = look("ownership_gaps?provider=aws&business_unit=not+known&environment=production")
    assert "active credential" in seen.finding()
    seen = look("exposure_to_remediation?provider=aws&business_unit=Retail&kind=api_key")
    assert seen.finding()
    assert "Traceback" not in seen.text()


def test_markup_in_names_is_shown_as_text(look):
    seen = look("ownership_gaps?business_unit=nonsense")
    seen.finding()
    seen.settled()
    assert seen.page.locator("[data-testid=stMain] b, [data-testid=stMain] i:has-text('Data')").count() == 0
    seen.page.get_by_text("<i>Data</i> :smile:").first.wait_for()


def test_export_holds_exactly_the_filtered_rows(look):
    seen = look("explorer?provider=aws")
    assert seen.finding() == "4 rows of credential match"
    seen.page.get_by_role("button", name="Export").click()
    with seen.page.expect_download() as download:
        seen.page.get_by_test_id("stPopoverBody").get_by_role("button", name="CSV").click()
    lines = download.value.path().read_text().splitlines()
    assert download.value.suggested_filename == "credential_publication_1.csv"
    assert len(lines) == 1 + 4
    assert str(2**59 + 8) in lines[1]


def test_no_publication_yet_says_what_to_do(look, served):
    served.point_to(None)
    try:
        seen = look("key_age")
        assert seen.finding() == "Nothing has been published yet."
        assert "keyinv refresh" in seen.text()
        assert seen.complaints == []
    finally:
        served.point_to(1)


def test_publication_replaced_while_open_is_shown_and_told(look, served):
    seen = look("explorer")
    assert seen.finding() == "12 rows of credential match"
    served.publish(2, {**served.rows, "credential": served.rows["credential"][:5]})
    try:
        seen.page.get_by_role("link", name="Overview").click()
        seen.page.get_by_text("publication 2", exact=False).first.wait_for()
        seen.page.get_by_text("Publication 2 has replaced 1", exact=False).wait_for()
    finally:
        served.point_to(1)


def test_database_that_goes_away_leaves_the_last_publication(look, served):
    seen = look("ownership_gaps")
    seen.finding()
    with served.database_gone():
        seen.page.get_by_role("link", name="Explorer").click()
        seen.page.get_by_text("The database does not answer", exact=False).wait_for()
        assert "Traceback" not in seen.text()
    seen = look("ownership_gaps")
    assert seen.finding().startswith("3 of 12")
    assert "does not answer" not in seen.text()


def test_chart_saves_as_picture_and_table(look):
    seen = look("ownership_gaps")
    seen.finding()
    seen.settled()
    seen.page.get_by_text("The same as a table or a file").first.click()
    for name, start in (("PNG", b"\x89PNG"), ("SVG", b"<svg"), ("CSV", b'"')):
        with seen.page.expect_download() as download:
            seen.page.get_by_test_id("stDownloadButton").get_by_role("button", name=name).first.click()
        assert download.value.path().read_bytes().startswith(start)
    assert seen.complaints == []


def test_earlier_publication_is_looked_at_by_the_address_kept_across_pages_and_left_again(look, served):
    served.publish(3, {**served.rows, "credential": served.rows["credential"][:5]})
    try:
        seen = look("explorer?publication=1")
        assert seen.finding() == "12 rows of credential match"
        assert "You look at publication 1" in seen.text() and "The latest is 3" in seen.text()
        seen.settled()
        seen.page.get_by_role("link", name="Ownership gaps").click()
        seen.page.get_by_role("heading", name="3 of 12 active credentials").wait_for()
        seen.page.wait_for_url(lambda url: parse_qs(urlsplit(url).query) == {"publication": ["1"]})
        seen.settled()
        seen.page.get_by_role("button", name="Show the latest").click()
        seen.page.get_by_role("heading", name="3 of 5 active credentials").wait_for()
        seen.settled()
        assert "publication=1" not in seen.page.url
        assert seen.complaints == []
    finally:
        served.point_to(1)


@pytest.mark.parametrize("asked", ["99", "nonsense", "1 or 1=1"])
def test_publication_that_is_not_kept_is_told_and_the_latest_shown(look, asked):
    seen = look(f"explorer?publication={asked}")
    assert seen.finding() == "12 rows of credential match"
    assert "which is not kept" in seen.text() and asked in seen.text()


def test_view_of_the_explorer_is_a_bookmark(look):
    seen = look("explorer")
    seen.finding()
    seen.settled()
    seen.page.get_by_role("combobox", name="Conditions on").fill("age_days")
    seen.page.get_by_role("option", name="age_days", exact=True).first.click()
    seen.page.keyboard.press("Escape")
    box = seen.page.get_by_label("age_days from")
    box.fill("100")
    box.press("Enter")
    seen.page.get_by_role("heading", name="7 rows of credential match").wait_for()
    seen.settled()
    again = look(seen.page.url.removeprefix(seen.page.url.partition("explorer")[0]))
    assert again.finding() == "7 rows of credential match"
    again.page.get_by_text("The same rows by SQL").click()
    again.page.get_by_text("age_days >= 100").first.wait_for()


def test_export_of_the_explorer_has_the_chosen_columns_in_the_chosen_order(look):
    seen = look("explorer?columns_credential=name&columns_credential=age_days&order_credential=age_days&descending_credential=true")
    assert seen.finding() == "12 rows of credential match"
    seen.settled()
    seen.page.get_by_role("button", name="Export").click()
    with seen.page.expect_download() as download:
        seen.page.get_by_test_id("stPopoverBody").get_by_role("button", name="CSV").click()
    lines = download.value.path().read_text().splitlines()
    assert lines[0].replace('"', "") == "name,age_days"
    assert [float(line.rsplit(",", 1)[1]) for line in lines[1:]] == [20.0 * at for at in range(11, -1, -1)]


def test_mark_that_is_picked_narrows_the_rows_and_a_double_click_lets_go(look):
    seen = look("ownership_gaps?by=provider")
    seen.finding()
    seen.settled()
    seen.page.get_by_text("3 rows", exact=True).wait_for()
    bars = seen.page.locator("[data-testid=stVegaLiteChart] g.mark-rect.role-mark path")
    bars.first.wait_for()
    labels = [bars.nth(number).get_attribute("aria-label") or "" for number in range(bars.count())]
    aws = next(number for number, label in enumerate(labels) if "aws" in label)
    nobody = next(number for number, label in enumerate(labels) if "openai" in label and "owned" not in label)
    bars.nth(nobody).click()
    seen.page.get_by_text("Only what is picked in the chart: provider openai", exact=False).wait_for()
    seen.page.get_by_text("3 rows", exact=True).wait_for()
    seen.settled()
    bars.nth(aws).dblclick()
    seen.page.get_by_text("Only what is picked in the chart", exact=False).wait_for(state="detached")
    assert seen.complaints == []


def test_time_zone_stands_in_the_address_and_is_kept_across_pages(look):
    seen = look("explorer?zone=Asia/Tokyo")
    seen.page.get_by_text("As of 2026-11-01 21:00 +09:00 Asia/Tokyo", exact=False).first.wait_for()
    seen.settled()
    seen.page.get_by_role("link", name="Key age").click()
    seen.page.get_by_text("are older than policy allows").first.wait_for()
    seen.page.wait_for_url(lambda url: "key_age" in url and parse_qs(urlsplit(url).query) == {"zone": ["Asia/Tokyo"]})
    assert "Asia/Tokyo" in seen.text()
    assert seen.complaints == []


def test_zone_is_chosen_by_writing_its_name(look):
    seen = look("key_age")
    seen.page.get_by_role("button", name="Latest publication · UTC").click()
    box = seen.page.get_by_role("combobox", name="Time zone")
    box.fill("America/Sao_Paulo")
    box.press("Enter")
    seen.page.wait_for_url(lambda url: parse_qs(urlsplit(url).query) == {"zone": ["America/Sao_Paulo"]})
    seen.page.get_by_text("-03:00 America/Sao_Paulo", exact=False).first.wait_for()
    assert "As of 2026-11-01 09:00 -03:00 America/Sao_Paulo" in seen.text()
    box.fill("Mars/Base")
    box.press("Enter")
    seen.page.get_by_text("is not known. Times are in UTC").wait_for()
    assert "As of 2026-11-01 12:00 UTC" in seen.text()
    assert seen.complaints == []


def test_file_that_a_reader_takes_is_recorded_and_none_is_given_without_the_database(look, served):
    def recorded():
        with served.warehouse.engine.connect() as connection:
            return connection.execute(text("select who, way, rows, sha256 from audit.export order by export_id")).all()

    before = len(recorded())
    seen = look("explorer?provider=aws")
    seen.finding()
    seen.settled()
    seen.page.get_by_role("button", name="Export").click()
    button = seen.page.get_by_test_id("stPopoverBody").get_by_role("button", name="JSON Lines")
    with seen.page.expect_download() as download:
        button.click()
    content = download.value.path().read_bytes()
    assert recorded()[before:] == [("not signed in", "dashboard", 4, hashlib.sha256(content).hexdigest())]
    with served.database_gone():
        button.click()
        seen.page.get_by_text("Failed to generate file").wait_for()
    assert len(recorded()) == before + 1


@pytest.mark.parametrize(
    ("path", "mark", "label", "said"),
    [
        ("exposure_to_remediation?shown=Service+level", "rect", "state: met", ("priority act_now, sla state met", "7 rows")),
        ("rotation_lag", "symbol", "still waiting", ("provider ", "1 row")),
        ("rotation_lag?shown=Chains", "rect", "state: in use", ("the chain of key 9", "1 row")),
    ],
)
def test_mark_of_these_pages_picks_its_rows(look, path, mark, label, said):
    seen = look(path)
    seen.finding()
    seen.settled()
    marks = seen.page.locator(f"[data-testid=stVegaLiteChart] g.mark-{mark}.role-mark path")
    marks.first.wait_for()
    assert not seen.page.get_by_text(said[1], exact=True).is_visible()
    labels = [marks.nth(number).get_attribute("aria-label") or "" for number in range(marks.count())]
    marks.nth(next(number for number, one in enumerate(labels) if label in one)).click()
    seen.page.get_by_text(f"Only what is picked in the chart: {said[0]}", exact=False).wait_for()
    seen.page.get_by_text(said[1], exact=True).wait_for()
    assert seen.complaints == []


def test_chart_is_saved_by_our_buttons_alone(look):
    """Streamlit's own would give a picture without as-of and filters, and nobody would have recorded it."""
    seen = look("key_age")
    seen.finding()
    seen.settled()
    seen.page.get_by_test_id("stVegaLiteChart").first.hover()
    toolbar = seen.page.get_by_test_id("stElementToolbarButton")
    toolbar.get_by_role("button", name="Fullscreen").first.wait_for()
    for name in ("Download as PNG", "Copy Vega-Lite spec"):
        assert toolbar.get_by_role("button", name=name, include_hidden=True).count() > 0
        assert toolbar.get_by_role("button", name=name).count() == 0


def test_steps_of_one_exposure_are_a_link_that_can_be_shared(look):
    seen = look("exposure_to_remediation?shown=One+exposure&exposure=8")
    seen.finding()
    seen.settled()
    chosen = seen.page.get_by_test_id("stMain").get_by_role("combobox", name="Exposure")
    assert chosen.input_value() == "key 8 in acme/<script>alert(1)</script>: open, act now"
    seen.page.get_by_role("link", name="All about this credential").wait_for()
    assert seen.complaints == []
