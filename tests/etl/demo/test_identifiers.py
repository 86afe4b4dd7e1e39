"""Identifiers in bulk: shape and uniqueness."""

import re

import numpy as np

from etl.demo.identifiers import access_key_ids, codes, uuids


def test_access_key_ids_of_one_account_are_all_different() -> None:
    ids = access_key_ids(np.random.default_rng(1), np.full(100_000, 210_987_654_321, dtype=np.int64))
    assert ids.n_unique() == 100_000
    assert all(re.fullmatch("AKIA[A-Z2-7]{16}", key) for key in ids.head(50))


def test_codes_have_the_length_asked_for() -> None:
    assert set(codes(np.random.default_rng(1), 10, 22).str.len_chars()) == {22}
    assert codes(np.random.default_rng(1), 0, 22).to_list() == []


def test_uuids_have_the_usual_form() -> None:
    assert all(re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text) for text in uuids(np.random.default_rng(1), 20))
