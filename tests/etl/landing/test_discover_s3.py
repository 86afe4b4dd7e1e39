"""`s3://` against a real server on loopback: the same code path as a bucket in the cloud."""

import gzip
import json
from collections.abc import Iterator

import fsspec
import pytest

from etl import redact
from etl.landing.discover import Landed, Refused, files
from etl.landing.document import opened
from etl.landing.read import contents

LISTING = {
    "AccessKeyMetadata": [
        {"AccessKeyId": "AKIATFQR7NSC3ZO6PKAZ", "UserName": "ann", "Status": "Active", "CreateDate": "2026-01-01T00:00:00Z"}
    ]
}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    pytest.importorskip("moto")
    from moto.server import ThreadedMotoServer

    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(server, monkeypatch):
    redact.configure(b"a pepper of thirty-two bytes....")
    for name, value in {
        "AWS_ENDPOINT_URL": server, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CA_BUNDLE": None, "HTTP_PROXY": None, "http_proxy": None, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1",
    }.items():  # fmt: skip
        monkeypatch.delenv(name, raising=False) if value is None else monkeypatch.setenv(name, value)
    fsspec.config.conf.pop("s3", None)
    store = fsspec.filesystem("s3", skip_instance_cache=True)
    store.mkdir("landing")
    yield store
    store.rm("landing", recursive=True)


def test_bucket_is_walked_and_read_like_a_folder(bucket):
    body = json.dumps(LISTING).encode()
    bucket.pipe("landing/aws/tenant=210987654321/keys.json", body)
    bucket.pipe("landing/aws/tenant=210987654321/keys.json.meta.json", b'{"as_of": "2026-02-01T00:00:00Z"}')
    bucket.pipe("landing/aws/tenant=210987654321/more.json.gz", gzip.compress(body))
    found = list(files(["s3://landing/aws"]))
    assert [f.path for f in found] == [
        "s3://landing/aws/tenant=210987654321/keys.json",
        "s3://landing/aws/tenant=210987654321/more.json.gz",
    ]
    first, second = (opened(f) for f in found)
    assert first.digest == second.digest
    assert (first.export.tenant, first.as_of_basis, second.as_of_basis) == ("210987654321", "manifest", None)
    assert contents(second).rows_read == 1
    assert contents(second).as_of is not None
    assert [f.path for f in files(["s3://landing/**/*.gz"])] == ["s3://landing/aws/tenant=210987654321/more.json.gz"]


def test_object_that_vanished_is_rejected_and_others_are_read(bucket):
    from etl.errors import FileRejectedError

    bucket.pipe({"landing/a.json": b"{}", "landing/b.json": json.dumps(LISTING).encode()})
    gone, there = (f for f in files(["s3://landing"]) if isinstance(f, Landed))
    bucket.rm("landing/a.json")
    with pytest.raises(FileRejectedError) as raised:
        opened(gone)
    assert raised.value.code == "unreadable"
    assert opened(there).source.export == "aws.access_keys"


def test_bucket_that_is_not_there_is_refused(bucket):
    (refused,) = files(["s3://no-such-bucket/x"])
    assert isinstance(refused, Refused)
    assert refused.code in {"unreadable", "not_found"}
