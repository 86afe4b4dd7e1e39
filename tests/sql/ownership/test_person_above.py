def person(key, above=None, *, left=False, **facts):
    return {"person_key": key, "kind": "person", "status": "left" if left else "active", "manager": above, **facts}


def above(steps, *people, aliases=()):
    names = [{"alias": one["person_key"], "person_key": one["person_key"]} for one in people] + list(aliases)
    return steps.rows("person_above", {"person_current": people, "person_reference": names}, "person_key", "manager", "steps")


def test_manager_who_is_there_is_asked(steps):
    assert above(steps, person("ann", "bob", left=True), person("bob")) == [("ann", "bob", 1)]


def test_manager_who_left_too_leads_further_up(steps):
    rows = above(steps, person("ann", "bob", left=True), person("bob", "cy", left=True), person("cy"))
    assert rows == [("ann", "cy", 2), ("bob", "cy", 1)]


def test_who_is_there_needs_nobody_above(steps):
    assert above(steps, person("ann", "bob"), person("bob")) == []


def test_manager_of_another_name_is_found_by_it(steps):
    alias = [{"alias": "robert@x", "person_key": "bob"}]
    assert above(steps, person("ann", "Robert@x", left=True), person("bob"), aliases=alias) == [("ann", "bob", 1)]


def test_manager_whom_no_directory_knows_cannot_be_asked(steps):
    assert above(steps, person("ann", "gone", left=True)) == []


def test_circle_of_leavers_ends(steps):
    assert above(steps, person("ann", "bob", left=True), person("bob", "ann", left=True)) == []
