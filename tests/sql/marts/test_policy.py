from datetime import timedelta


def test_every_number_has_a_name_a_unit_and_a_sentence(steps):
    given = {
        "policy_max_age": [{"position": 1, "kind": "admin_key", "days": 60}],
        "policy_expected_source": [{"source": "aws.cloudtrail", "expected_every": timedelta(hours=24)}],
        "policy_customer_data_class": [{"data_class": "payment"}],
    }
    rows = {row[0]: row[1:] for row in steps.rows("policy", given, "rule", "value", "unit", "meaning")}
    assert rows["sla_act_now"][:2] == ("1", "hours")
    assert rows["max_age[1]"][:2] == ("60", "days")
    assert rows["expected_every[aws.cloudtrail]"][:2] == ("24", "hours")
    assert rows["customer_data_class[payment]"][:2] == ("payment", "class")
    assert all(row[2].endswith(".") for row in rows.values())
