"""`keyinv sources`: what can be loaded, and what is held of it."""

from etl.sources import sources


def test_every_source_with_what_is_held(register):
    listed = {entry["source"]: entry for entry in register("sources", "--json").document}
    assert set(listed) == {source.export for source in sources()}
    assert listed["openai.project_api_keys"]["held"].partition(" ")[0].isdigit()
    assert all(entry["obtain"] for entry in listed.values())


def test_source_without_exports_holds_nothing(keyinv, tmp_path):
    assert {entry["held"] for entry in keyinv("sources", "--data-dir", tmp_path, "--json").document} == {"nothing"}


def test_terminal_says_how_to_get_each(register):
    assert register("sources").text.count("  obtain ") == len(sources())
