"""Changes of AWS keys as CloudTrail tells them: IAM calls of the platform's role."""

import numpy as np
import polars as pl

from etl.demo import json_text as j
from etl.demo.identifiers import uuids
from etl.demo.inventory import Inventory
from etl.demo.leaks import DEAD
from etl.demo.options import DemoOptions


def event_line(identity: pl.Expr, fields: dict[str, pl.Expr | str]) -> pl.Expr:
    """One event of the trail as JSON, from a frame with its columns at, event and tenant."""
    head: dict[str, pl.Expr | str] = {
        "eventVersion": '"1.11"',
        "userIdentity": identity,
        "eventTime": j.text(j.iso("at")),
    }
    tail: dict[str, pl.Expr | str] = {"eventID": j.text("event"), "eventType": '"AwsApiCall"'}
    return j.record(head | fields | tail | {"recipientAccountId": j.text("tenant"), "eventCategory": '"Management"'})


def _changes(options: DemoOptions, found: Inventory) -> pl.DataFrame:
    """One row a change of a key: the key, `action` and `at`."""
    keys = found.frame.filter(pl.col("provider") == "aws")
    made = keys.filter(pl.col("created") >= options.start).with_columns(at="created", action=pl.lit("CreateAccessKey"))
    off = keys.filter(pl.col("inactive").is_not_null()).with_columns(at="inactive", action=pl.lit("UpdateAccessKey"))
    gone = keys.filter(pl.col("gone").is_not_null()).with_columns(at="gone", action=pl.lit("DeleteAccessKey"))
    leaked = pl.DataFrame({"serial": found.leaks.credential, "detected": found.leaks.detected, "ending": found.leaks.ending})
    held = (
        keys.join(leaked, on="serial", how="inner", maintain_order="left")
        .filter((pl.col("ending") != DEAD) & (pl.col("serial") % 2 == 0))
        .with_columns(at=pl.col("detected") + 95, action=pl.lit("AttachUserPolicy"))
        .drop("detected", "ending")
    )
    return pl.concat([made, off, gone, held])


def _platform() -> pl.Expr:
    """The role that makes and deletes keys; nobody in particular."""
    role = pl.concat_str(pl.lit("arn:aws:sts::"), "tenant", pl.lit(":assumed-role/platform-deployer/terraform"))
    issuer = pl.concat_str(
        pl.lit('{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLEEXAMPLE0001","arn":"arn:aws:iam::'),
        "tenant",
        pl.lit(':role/platform-deployer","accountId":"'),
        "tenant",
        pl.lit('","userName":"platform-deployer"}}'),
    )
    return j.record(
        {
            "type": '"AssumedRole"',
            "principalId": '"AROAEXAMPLEEXAMPLE0001:terraform"',
            "arn": j.text(role),
            "accountId": j.text("tenant"),
            "accessKeyId": '"ASIAEXAMPLEEXAMPLE01"',
            "sessionContext": issuer,
        }
    )


def life_lines(options: DemoOptions, chance: np.random.Generator, found: Inventory) -> pl.DataFrame:
    """Create, switch off, delete and quarantine: tenant, at, event, line."""
    rows = _changes(options, found)
    rows = rows.with_columns(event=uuids(chance, rows.height))
    key = pl.concat_str(pl.lit('"userName":"'), "name", pl.lit('","accessKeyId":"'), "natural_key", pl.lit('"'))
    user = pl.concat_str(pl.lit('{"userName":"'), "name", pl.lit('"'))
    is_ = pl.col("action").eq
    parameters = (
        pl.when(is_("CreateAccessKey"))
        .then(pl.concat_str(user, pl.lit("}")))
        .when(is_("UpdateAccessKey"))
        .then(pl.concat_str(pl.lit("{"), key, pl.lit(',"status":"Inactive"}')))
        .when(is_("DeleteAccessKey"))
        .then(pl.concat_str(pl.lit("{"), key, pl.lit("}")))
        .otherwise(pl.concat_str(user, pl.lit(',"policyArn":"arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"}')))
    )
    written = j.iso("at", "%b %-d, %Y %-I:%M:%S %p")  # as IAM answers: twelve hours, no zone
    answer = pl.concat_str(pl.lit('{"accessKey":{'), key, pl.lit(',"status":"Active","createDate":"'), written, pl.lit('"}}'))
    line = event_line(
        _platform(),
        {
            "eventSource": '"iam.amazonaws.com"',
            "eventName": j.text("action"),
            "awsRegion": '"us-east-1"',
            "sourceIPAddress": '"198.18.255.10"',
            "userAgent": '"APN/1.0 HashiCorp/1.0 Terraform/1.13.4"',
            "requestParameters": parameters,
            "responseElements": j.when(is_("CreateAccessKey"), answer),
            "readOnly": "false",
        },
    )
    return rows.select("tenant", "at", "event", line=line)
