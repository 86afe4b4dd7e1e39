"""`keyinv demo --no-serve`: from nothing to a publication."""


def test_whole_way_without_serving(keyinv, tmp_path):
    done = keyinv("demo", "--no-serve", "--credentials", 120, "--days", 60, "--data-dir", tmp_path, "--json")
    assert done.code == 0, done.err
    assert done.document["publication"] == 1
    assert set(done.document["seconds"]) == {"generate", "load", "build", "check", "publish"}
    assert keyinv("sql", "select count(*) as n from credential", "--data-dir", tmp_path, "--json").document[0]["n"] >= 100
