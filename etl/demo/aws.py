"""AWS IAM as its API lists it: access keys a page, and the credential report as CSV or in the API's JSON envelope."""

import base64
import json
from pathlib import Path

import polars as pl

from etl.demo import json_text as j
from etl.demo.inventory import Inventory
from etl.demo.options import DAY, DemoOptions, date_of, rfc3339
from etl.demo.writing import envelope, manifest, pages, write

PAGE_SIZE = 1_000
REPORT_EVERY = 4  # one report for so many listings of keys; the last always has one
_HEADER = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,"
    "access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"
    "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,"
    "cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
)


def alive(frame: pl.DataFrame, instant: int) -> pl.DataFrame:
    """The credentials that a listing taken at an instant shows."""
    return frame.filter((pl.col("created") <= instant) & (pl.col("gone").is_null() | (pl.col("gone") > instant)))


def write_listings(folder: Path, options: DemoOptions, found: Inventory, last_uses: dict[int, pl.Series]) -> None:
    """Every account's keys at every snapshot, and its credential report at some."""
    keys = found.frame.filter(pl.col("provider") == "aws")
    times = options.snapshot_times
    for number, account in enumerate(found.tenants["aws"]):
        mine = keys.filter(pl.col("tenant") == account)
        for position, instant in enumerate(times):
            here = folder / "aws" / f"tenant={account}" / f"as_of={date_of(instant)}"
            listed = alive(mine, instant)
            write(here / "list-access-keys.jsonl", _access_keys(listed, account, instant))
            if (len(times) - 1 - position) % REPORT_EVERY == 0:
                report = _report(listed, mine, account, instant, last_uses[instant])
                if number % 2:  # some accounts' jobs keep what the API answered
                    answer = {
                        "Content": base64.b64encode(report.encode()).decode(),
                        "ReportFormat": "text/csv",
                        "GeneratedTime": rfc3339(instant),
                    }
                    write(here / "credential_report.json", json.dumps(answer))
                else:
                    manifest(write(here / "credential_report.csv", report), tenant=account, as_of=instant)


def _access_keys(listed: pl.DataFrame, account: str, instant: int) -> str:
    off = pl.col("inactive").is_not_null() & (pl.col("inactive") <= instant)
    items = listed.select(
        j.record(
            {
                "UserName": j.text("name"),
                "AccessKeyId": j.text("natural_key"),
                "Status": pl.when(off).then(pl.lit('"Inactive"')).otherwise(pl.lit('"Active"')),
                "CreateDate": j.text(j.iso("created")),
            }
        )
    ).to_series()
    lines = []
    for page, last, part in pages(items.to_list(), PAGE_SIZE):
        more = "false" if last else f'true,"Marker":"page-{page + 1}"'
        body = f'{{"AccessKeyMetadata":[{",".join(part)}],"IsTruncated":{more}}}'
        lines.append(envelope(body, path="iam:ListAccessKeys", tenant=account, fetched_at=instant, page=page, last=last))
    return "\n".join(lines) + "\n"


def _report(listed: pl.DataFrame, mine: pl.DataFrame, account: str, instant: int, last_use: pl.Series) -> str:
    """A row a user who exists by then, keys in the slots that the order of their creation gives them."""
    off = pl.col("inactive").is_not_null() & (pl.col("inactive") <= instant)
    used = pl.Series("used", last_use.gather(listed["serial"]))
    slots = listed.with_columns(used).with_columns(
        slot=pl.concat_str(
            pl.when(off).then(pl.lit("false")).otherwise(pl.lit("true")),
            j.iso("created"),
            j.iso(pl.col("used") // 900 * 900).fill_null("N/A"),  # the report keeps use by the quarter of an hour
            pl.when(pl.col("used").is_null()).then(pl.lit("N/A")).otherwise(pl.lit("eu-west-1")),
            pl.when(pl.col("used").is_null()).then(pl.lit("N/A")).otherwise(pl.lit("bedrock")),
            separator=",",
        )
    )
    empty = "false,N/A,N/A,N/A,N/A"
    by_user = slots.sort("lineage", "created").group_by("name", maintain_order=True).agg("slot")
    users = (
        mine.filter(pl.col("created") <= instant)
        .group_by("name", "principal", maintain_order=True)
        .agg(pl.col("created").min())
        .join(by_user, on="name", how="left", maintain_order="left")
        .select(
            pl.concat_str(
                "name",
                "principal",
                j.iso(pl.col("created") - 60),
                pl.lit("false,N/A,N/A,N/A,false"),
                pl.col("slot").list.get(0, null_on_oob=True).fill_null(empty),
                pl.col("slot").list.get(1, null_on_oob=True).fill_null(empty),
                pl.lit("false,N/A,false,N/A"),
                separator=",",
            )
        )
        .to_series()
    )
    long_ago = rfc3339(instant - instant % DAY - 3_000 * DAY)
    root = (
        f"<root_account>,arn:aws:iam::{account}:root,{long_ago},not_supported,no_information,not_supported,not_supported,true,"
        f"{empty},{empty},false,N/A,false,N/A"
    )
    return "\n".join([_HEADER, root, *users.to_list()])
