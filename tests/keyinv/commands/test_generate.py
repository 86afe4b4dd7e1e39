"""`keyinv generate`: the same seed gives the same bytes."""

import hashlib

SMALL = ("--credentials", 120, "--days", 60)


def digests(folder):
    return {path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def test_same_seed_same_bytes_and_another_seed_others(keyinv, tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        assert keyinv("generate", tmp_path / name, *SMALL, "--seed", seed).code == 0
    first, second, other = (digests(tmp_path / name) for name in "abc")
    assert first == second and len(first) > 20
    assert first != other


def test_truth_lies_beside_the_exports(keyinv, tmp_path):
    keyinv("generate", tmp_path, *SMALL)
    assert (tmp_path / "truth.json").is_file() and (tmp_path / "exports").is_dir()


def test_nonsense_sizes_are_wrong_usage(keyinv, tmp_path):
    assert keyinv("generate", tmp_path, "--credentials", 0).code == 2
    few = keyinv("generate", tmp_path, "--credentials", 60)
    assert few.code == 2 and "at least 100" in few.err
