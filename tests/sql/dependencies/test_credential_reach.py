import json

import pytest

COLUMNS = ("credential_id", "dependent_count", "blast_radius", "data_classes", "reaches_customer_data", "lower_bound")


def claim(credential, consumer, **facts):
    return {
        "credential_id": credential,
        "consumer": consumer,
        "consumer_kind": "service",
        "present": True,
        "customer_data": "unknown",
        **facts,
    }


def service(slug, classes=()):
    return {"service": slug, "kind": "component", "data_classes": list(classes)}


def reached(steps, columns=COLUMNS, **given):
    base = {"credential_fact": [], "dependency_claim": [], "service_edge": [], "service_current": []}
    customer = [{"data_class": name} for name in ("customer_content", "payment")]
    return steps.rows("credential_reach", {**base, "policy_customer_data_class": customer, **given}, *columns)


@pytest.fixture
def graph(shared_data):
    examples = json.loads((shared_data / "reference" / "metric_examples.json").read_text())["examples"]
    return next(example for example in examples if example["id"] == "bla-01")


def test_reach_of_the_standard_in_a_graph_with_a_cycle(steps, graph):
    inputs, expected = graph["inputs"], graph["expected"]
    keys = {"key-a": 1, "key-b": 2}
    rows = reached(
        steps,
        ("credential_id", "blast_radius", "data_classes", "reaches_customer_data", "lower_bound"),
        credential_fact=[{"credential_id": n} for n in keys.values()],
        dependency_claim=[claim(keys[key], consumer) for key in keys for consumer in inputs["edges"][key]],
        service_edge=[{"consumer": a, "needed": b} for a, needed in inputs["edges"].items() if a not in keys for b in needed],
        service_current=[service(slug, inputs["data_classes"].get(slug, ())) for slug in inputs["edges"] if slug not in keys],
    )
    assert rows == [(n, expected[key]["services"], expected[key]["data_classes"], key == "key-a", False) for key, n in keys.items()]
    for key, start in (("key-a", "gateway"), ("key-b", "sandbox")):
        found = [service for origin, service in steps.select("service_reach", "start", "service") if origin == start]
        assert found == expected[key]["reachable"]


def test_a_service_that_the_catalogue_does_not_know_leaves_a_lower_bound(steps):
    rows = reached(steps, credential_fact=[{"credential_id": 1}], dependency_claim=[claim(1, "nobody-knows")])
    assert rows == [(1, 1, 1, None, None, True)]


def test_without_a_consumer_nothing_is_known(steps):
    assert reached(steps, credential_fact=[{"credential_id": 1}]) == [(1, 0, 0, None, None, True)]


def test_the_service_named_by_an_export_is_a_start_but_no_listed_consumer(steps):
    rows = reached(steps, credential_fact=[{"credential_id": 1, "service": "pay"}], service_current=[service("pay", ["payment"])])
    assert rows == [(1, 0, 1, ["payment"], True, False)]


def test_a_consumer_that_is_gone_reaches_nothing(steps):
    rows = reached(steps, credential_fact=[{"credential_id": 1}], dependency_claim=[claim(1, "pay", present=False)])
    assert rows == [(1, 0, 0, None, None, True)]


def test_a_consumer_that_touches_customer_data_is_enough(steps):
    rows = reached(steps, credential_fact=[{"credential_id": 1}], dependency_claim=[claim(1, "bot", customer_data="indirect")])
    assert rows == [(1, 1, 1, None, True, True)]


def test_classes_of_the_credential_itself_count(steps):
    rows = reached(
        steps, credential_fact=[{"credential_id": 1, "data_classes": ["payment"]}, {"credential_id": 2, "data_classes": ["logs"]}]
    )
    assert rows == [(1, 0, 0, ["payment"], True, True), (2, 0, 0, ["logs"], False, True)]


def test_no_credential_no_reach(steps):
    assert reached(steps) == []


def test_no_customer_data_needs_a_word_on_every_service_reached(steps):
    rows = reached(
        steps,
        ("credential_id", "reaches_customer_data"),
        credential_fact=[{"credential_id": n} for n in (1, 2)],
        dependency_claim=[claim(1, "bot", customer_data="none"), claim(2, "batch", customer_data="none")],
        service_edge=[{"consumer": "batch", "needed": "unknown-store"}],
    )
    assert rows == [(1, False), (2, None)]
