"""The battery: what holds for every source, found by its folder, on the `SAMPLES` and `SECRETS` of its test module.

`REQUESTS`, where a module has it, are the requests that a sample needs beside its body.
"""

import importlib.util
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import msgspec
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl import redact
from etl.errors import FileRejectedError, RowRejectedError, RowWarning
from etl.landing.discover import files
from etl.landing.document import Document, opened
from etl.landing.read import contents
from etl.records import Record
from etl.sources import EVENT_SCHEMA, Covered, Events, Page, Stated, sources

HERE = Path(__file__).parent
EXPORTS = [source.export for source in sources()]


@pytest.fixture(autouse=True)
def pepper():
    redact.configure(b"a pepper of thirty-two bytes....")


@cache
def modules():
    found = []
    for path in sorted(HERE.glob("test_*.py")):
        if path.name != Path(__file__).name:
            spec = importlib.util.spec_from_file_location(f"battery_{path.stem}", path)
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            found.append(module)
    return found


@cache
def samples(kind="SAMPLES"):
    return {name: body for module in modules() for name, body in getattr(module, kind, {}).items()}


def planted():
    """`PLANTED` of a module is one secret, a list of them, or a dictionary by kind."""
    found = []
    for module in modules():
        secrets = getattr(module, "PLANTED", ())
        found += [secrets] if isinstance(secrets, str) else secrets.values() if isinstance(secrets, dict) else secrets
    return found


def sample(export):
    if export not in samples():
        pytest.fail(f"no module of tests/etl/sources has SAMPLES[{export!r}]")
    request = samples("REQUESTS").get(export)
    body = samples()[export]
    return json.dumps({"request": request, "body": json.loads(body)}).encode() if request else body


def document(folder, body) -> Document:
    (folder / "export").write_bytes(body)
    (found,) = files([str(folder / "export")])
    return opened(found)


def text_of(found):
    parts = [str(rejection) + str(rejection.field) + str(rejection.excerpt) for rejection in found.rejections]
    parts += [repr(warning) for warning in found.warnings]
    parts += [repr(record) for records in found.records.values() for record in records]
    parts += [str(frame.rows()) for frame in found.events]
    return "\n".join([*parts, repr(found.covered), found.tenant, repr(found.project)])


@pytest.mark.parametrize("export", EXPORTS)
def test_sample_is_recognised_by_its_own_source_alone(export, tmp_path):
    assert document(tmp_path, sample(export)).source.export == export


@pytest.mark.parametrize("export", EXPORTS)
def test_sample_decodes_without_rejections_to_what_the_source_promises(export, tmp_path):
    found = contents(document(tmp_path, sample(export)))
    assert [str(rejection) for rejection in found.rejections] == []
    gives = next(source for source in sources() if source.export == export).gives
    if "credential" in gives:
        assert any(kind.__name__ == "Credential" and rows for kind, rows in found.records.items())
    elif gives:
        assert found.records or found.events


@pytest.mark.parametrize("export", EXPORTS)
def test_rows_are_numbered_and_known_values_only(export, tmp_path):
    found = contents(document(tmp_path, sample(export)))
    for records in found.records.values():
        assert all(record.row_no >= 1 for record in records)
        for record in records:
            assert_typed(record)
    for frame in found.events:
        assert dict(frame.schema) == EVENT_SCHEMA
        assert frame.get_column("row_no").min() >= 1


def assert_typed(record: Record):
    """Enumerations and times as declared: constructing a record does not check them, converting does."""
    plain = {name: getattr(record, name) for name in record.__struct_fields__}
    assert msgspec.convert(plain, type(record), strict=True) == record
    for name, value in plain.items():
        if name.endswith(("_at", "_since")) or name in ("at", "valid_from", "valid_to"):
            assert value is None or value.utcoffset().total_seconds() == 0, f"{name} is not in UTC"
        if isinstance(value, str):
            assert value.strip(), f"{name} is blank, which should be None"


@pytest.mark.parametrize("export", EXPORTS)
def test_reading_twice_gives_the_same(export, tmp_path):
    first, second = (contents(document(tmp_path, sample(export))) for _ in range(2))
    assert text_of(first) == text_of(second)
    assert first.rows_read == second.rows_read


@pytest.mark.parametrize("export", EXPORTS)
def test_no_planted_secret_is_left(export, tmp_path):
    body = samples("SECRETS").get(export)
    assert body is not None, f"no module of tests/etl/sources has SECRETS[{export!r}]"
    if body == samples()[export]:
        pytest.skip("its format has no place for a secret")
    try:
        kept = text_of(contents(document(tmp_path, body)))
    except FileRejectedError as error:
        kept = str(error)
    raw = [secret for secret in planted() if secret.encode() in body or json.dumps(secret).encode() in body]
    assert raw, "SECRETS holds none of the module's PLANTED values"
    assert [secret[:6] for secret in raw if secret in kept] == []
    assert [secret[:6] for secret in raw if len(secret) > 30 and secret[12:28] in kept] == []


JUNK = [
    None,
    "",
    " ",
    "x",
    "\u0000",
    "é" * 50,
    0,
    -1,
    2**70,
    1.5,
    True,
    [],
    {},
    [None],
    {"a": 1},
    [[["x"]]],
    "9999-12-31",
    "2026-02-30",
    "03/04/2026",
]


def paths(value, at=()):
    yield at
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from paths(inner, (*at, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from paths(inner, (*at, index))


def changed(value, path, junk, *, drops):
    if not path:
        return junk
    first, *rest = path
    if isinstance(value, dict):
        if not rest and drops:
            return {name: inner for name, inner in value.items() if name != first}
        return value | {first: changed(value[first], rest, junk, drops=drops)}
    if not rest and drops:
        return [*value[:first], *value[first + 1 :]]
    return [*value[:first], changed(value[first], rest, junk, drops=drops), *value[first + 1 :]]


def is_fit(document_read):
    """Whatever comes is a record, a rejection, a warning, a statement: of the right kind and time."""
    for page, export in zip(document_read.pages, document_read.exports, strict=True):
        for item in document_read.source.read(page, export) if document_read.source.read else ():
            assert isinstance(item, Record | RowRejectedError | RowWarning | Stated | Covered | Events), type(item)
            if isinstance(item, Record):
                assert_convertible(item)
            elif isinstance(item, RowRejectedError):
                assert has_place_and_code(item)
            elif isinstance(item, RowWarning):
                assert re.fullmatch(r"W\d{3}", item.code), (
                    "a code of a warning alone, or history would take a rejected row for a loaded one"
                )
            elif isinstance(item, Events):
                assert isinstance(item.frame, pl.DataFrame) and dict(item.frame.schema) == EVENT_SCHEMA


def has_place_and_code(rejection):
    return rejection.row_no >= 1 and re.fullmatch(r"[a-z0-9_]+|E\d{3}", rejection.code) is not None


def assert_convertible(record):
    plain = {name: getattr(record, name) for name in record.__struct_fields__}
    msgspec.convert(plain, type(record), strict=True)


def foreseen(action):
    """What the action gives, or None where it was rejected for a reason that its reader foresaw."""
    try:
        return action()
    except FileRejectedError as error:
        if error.code == "reader_failed":
            raise
        return None


def survives(export, folder, body):
    """What the mutated body gives, None where the file is rejected. It goes through the source's own reader, recognised or not;
    only our errors may come.
    """
    whole = document(folder, sample(export))
    page = Page(body=body, first_row=whole.pages[0].first_row)
    foreseen(lambda: is_fit(replace(whole, pages=(page,), exports=whole.exports[:1])))
    return foreseen(lambda: contents(document(folder, body)))


def is_told(found):
    """Whether each row is a record of its declared types, or rejected with its place and a code; so is a whole file, which is None."""
    if found is None:
        return True
    for records in found.records.values():
        for record in records:
            assert_convertible(record)
    return all(has_place_and_code(one) for one in found.rejections) and len(found.rejections) <= found.rows_read


WITHOUT_END = {"backstage.catalog"}  # YAML that is cut within a word is YAML with another word
FEW = settings(max_examples=60, suppress_health_check=list(HealthCheck), derandomize=True)


@pytest.mark.parametrize("export", EXPORTS)
@FEW
@given(data=st.data())
def test_any_mutation_of_a_value_is_a_record_or_a_rejection(export, tmp_path, data):
    body = sample(export)
    try:
        value = json.loads(body)
    except ValueError:
        pytest.skip("not one JSON document")
    path = data.draw(st.sampled_from(list(paths(value))))
    mutated = changed(value, path, data.draw(st.sampled_from(JUNK)), drops=data.draw(st.booleans()))
    assert is_told(survives(export, tmp_path, json.dumps(mutated).encode()))


@pytest.mark.parametrize("export", EXPORTS)
@FEW
@given(data=st.data())
def test_any_damage_to_the_bytes_is_a_record_or_a_rejection(export, tmp_path, data):
    body = sample(export)
    start = data.draw(st.integers(0, len(body)))
    length = data.draw(st.integers(0, 40))
    noise = data.draw(st.sampled_from([b"", b"\xff", b'"', b",", b"{", b"\n", b"''", b"\x00", b"NaN", b"[[[["]))
    assert is_told(survives(export, tmp_path, body[:start] + noise + body[start + length :]))


@pytest.mark.parametrize("export", EXPORTS)
def test_cut_anywhere_it_invents_nothing(export, tmp_path):
    body = sample(export)
    known = told_by(contents(document(tmp_path, body)))
    for end in range(0, len(body), max(1, len(body) // 25)):
        found = foreseen(lambda end=end: contents(document(tmp_path, body[:end])))
        if found is not None and export not in WITHOUT_END:
            assert told_by(found) <= known, end


def told_by(found):
    """Every record and event, written out."""
    return {repr(record) for records in found.records.values() for record in records} | {
        repr(row) for frame in found.events for row in frame.rows()
    }


def test_every_source_says_how_to_get_it_and_reads_or_gives_nothing():
    for source in sources():
        assert source.obtain, source.export
        assert (source.read is None) == (not source.gives) or source.gives == (), source.export
        assert source.export.startswith(("aws", "github")) or "." in source.export
