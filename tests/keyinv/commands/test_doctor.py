"""`keyinv doctor`: what is wrong, and the remedy."""


def subjects(found):
    return {finding["subject"]: finding for finding in found.document}


def test_sound_installation_is_exit_zero(register):
    found = register("doctor", "--json")
    assert found.code == 0 and all(finding["sound"] for finding in found.document)
    assert subjects(found)["database"]["words"].startswith("Postgres 1")


def test_pepper_that_others_may_read_is_a_fault_with_its_remedy(keyinv, tmp_path):
    (tmp_path / "pepper").write_text("x" * 64)
    (tmp_path / "pepper").chmod(0o644)
    found = keyinv("doctor", "--data-dir", tmp_path, "--json")
    assert found.code == 1
    assert "chmod 600" in subjects(found)["pepper"]["words"]


def test_database_that_does_not_answer_is_a_fault(keyinv, tmp_path):
    url = "postgresql://nobody:hush@127.0.0.1:1/none"
    found = keyinv("doctor", "--data-dir", tmp_path, "--database-url", url, "--json")
    assert found.code == 1
    words = subjects(found)["database"]["words"]
    assert "127.0.0.1:1" in words and "is the server up" in words
    assert "hush" not in found.text + found.err


def test_policy_with_an_unknown_key_is_a_fault(keyinv, tmp_path):
    (tmp_path / "policy.yaml").write_text("version: '1'\nnosuch: 1\n")
    (tmp_path / "keyinv.toml").write_text(f'policy = "{tmp_path}/policy.yaml"\n')
    found = keyinv("doctor", "--data-dir", tmp_path / "data", "--config", tmp_path / "keyinv.toml", "--json")
    assert found.code == 1 and not subjects(found)["policy"]["sound"]


def test_terminal_marks_faults_by_a_word(keyinv, tmp_path):
    (tmp_path / "pepper").write_text("")
    (tmp_path / "pepper").chmod(0o600)
    found = keyinv("doctor", "--data-dir", tmp_path)
    assert "FAULT pepper" in found.text and "ok    policy" in found.text
