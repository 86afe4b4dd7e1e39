def credential(number, priority, **facts):
    return {"credential_id": number, "priority": priority, **facts}


def test_the_most_urgent_come_first_then_customer_data_then_reach(steps):
    given = {
        "credential": [
            credential(1, "track"),
            credential(2, "urgent", blast_radius=1),
            credential(3, "urgent", blast_radius=9),
            credential(4, "urgent", reaches_customer_data=True, blast_radius=1),
            credential(5, "act_now"),
            credential(6, "closed"),
        ]
    }
    steps.build("revoke_first", given)
    found = steps.connection.execute("select credential_id from revoke_first").fetchall()
    assert [number for (number,) in found] == [5, 4, 3, 2, 1]
