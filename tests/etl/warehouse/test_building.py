"""Steps run several at a time, each after what it reads; a failure ends the others."""

import time
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy.exc import DBAPIError

from etl.warehouse.building import build_all
from etl.warehouse.statements import Statement
from tests.builders import rows


def step(name, *inputs, text="select 1"):
    return Statement(name=name, path=Path(f"{name}.sql"), question="", grain="", inputs=inputs, text=text)


def run(connection, statement):
    connection.exec_driver_sql(f'create table public."{statement.name}" as {statement.text}')


def test_each_step_finds_what_it_reads(warehouse):
    last = step("d", "b", "c", text="select b.x + c.x as x from b cross join c")
    steps = [last, step("b", "a", text="select x + 1 as x from a"), step("c", "a", text="select x + 2 as x from a")]
    made = [one.name for one in build_all(warehouse.engine, [*steps, step("a", text="select 1 as x")], run)]
    assert made[0] == "a" and made[-1] == "d" and sorted(made) == ["a", "b", "c", "d"]
    assert rows(warehouse, "select x from d") == [{"x": 5}]


def test_inputs_that_are_not_to_be_made_are_not_waited_for(warehouse):
    assert [one.name for one in build_all(warehouse.engine, [step("a", "core.credential_version", "elsewhere")], run)] == ["a"]


def test_steps_that_do_not_read_each_other_run_at_the_same_time(warehouse):
    met = Barrier(2, timeout=30)

    def meet(connection, statement):
        met.wait()
        run(connection, statement)

    assert len(list(build_all(warehouse.engine, [step("a"), step("b")], meet))) == 2


def test_failure_is_raised_at_once_and_ends_the_others(warehouse):
    steps = [step("slow", text="select cast(pg_sleep(60) as text)"), step("wrong", text="select 1 / 0")]
    began = time.monotonic()
    with pytest.raises(DBAPIError, match="division by zero"):
        list(build_all(warehouse.engine, steps, run))
    assert time.monotonic() - began < 30
    assert rows(warehouse, "select relname from pg_class where relname = 'slow'") == []
