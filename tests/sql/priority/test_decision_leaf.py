import itertools
import json
from pathlib import Path

EXPOSURE = ("none", "internal", "public")
VALIDITY = ("invalid", "unknown", "valid")
IMPACT = ("low", "medium", "high")
USAGE = ("idle", "active")
COLUMNS = ("exposure", "validity", "impact", "usage", "level", "priority", "action")


def test_all_54_leaves_are_those_of_the_standard(steps, shared_data: Path):
    examples = json.loads((shared_data / "reference" / "metric_examples.json").read_text())["examples"]
    expected = next(example for example in examples if example["id"] == "pri-01")["expected"]["leaves"]
    wanted = sorted(
        (leaf["exposure"], leaf["validity"], leaf["impact"], leaf["usage"], leaf["level"], leaf["priority"].lower(), leaf["mode"])
        for leaf in expected
    )
    assert len(wanted) == 54
    assert steps.rows("decision_leaf", {}, *COLUMNS) == wanted


def test_worse_circumstances_never_lower_the_level(steps):
    """Use is the exception where nothing is exposed: an idle credential is better removed than rotated."""
    level = {row[:4]: row[4] for row in steps.rows("decision_leaf", {}, *COLUMNS)}
    for exposure, validity, impact, usage in itertools.product(range(3), range(3), range(3), range(2)):
        here = level[EXPOSURE[exposure], VALIDITY[validity], IMPACT[impact], USAGE[usage]]
        if exposure < 2:
            assert level[EXPOSURE[exposure + 1], VALIDITY[validity], IMPACT[impact], USAGE[usage]] >= here
        if validity < 2:
            assert level[EXPOSURE[exposure], VALIDITY[validity + 1], IMPACT[impact], USAGE[usage]] >= here
        if impact < 2:
            assert level[EXPOSURE[exposure], VALIDITY[validity], IMPACT[impact + 1], USAGE[usage]] >= here
        if usage == 0 and exposure > 0:
            assert level[EXPOSURE[exposure], VALIDITY[validity], IMPACT[impact], "active"] >= here


def test_each_circumstance_has_one_leaf(steps):
    circumstances = [row[:4] for row in steps.rows("decision_leaf", {}, *COLUMNS)]
    assert sorted(itertools.product(EXPOSURE, VALIDITY, IMPACT, USAGE)) == sorted(circumstances)
