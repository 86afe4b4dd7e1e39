import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.texts import flat


@given(st.lists(st.one_of(st.none(), st.lists(st.one_of(st.none(), st.text(max_size=6)), max_size=4)), max_size=8))
def test_list_of_texts_is_what_json_writes(lists):
    column = flat(pl.DataFrame({"list": lists}, schema={"list": pl.List(pl.String)}))["list"]
    assert column.to_list() == [None if one is None else json.dumps(one, ensure_ascii=False) for one in lists]


@pytest.mark.parametrize(("values", "text"), [([[1, 2]], "[1, 2]"), ([{"a": 1}], '{"a": 1}'), ([b"x"], "x")])
def test_other_shapes_are_told_in_json_too(values, text):
    assert flat(pl.DataFrame({"x": values}))["x"].to_list() == [text]
