"""Write a made-up organisation's exports in the providers' own shapes, and the planted truth beside them."""

from collections.abc import Callable
from pathlib import Path

from etl.demo import anthropic, aws, cloudtrail, github, openai, openai_reports, register
from etl.demo.calls import calls, last_use_at
from etl.demo.damage import damage
from etl.demo.directory import write_directory
from etl.demo.inventory import inventory
from etl.demo.options import DemoOptions
from etl.demo.organisation import organisation
from etl.demo.truth import Truth, shadow_keys, write_truth

Progress = Callable[[int, int, str], None]  # done, of, stage
STAGES = ("organisation", "calls", "aws", "cloudtrail", "openai", "anthropic", "github", "register", "damage", "truth")


def _silent(done: int, of: int, stage: str) -> None:
    del done, of, stage


def generate(directory: Path, options: DemoOptions | None = None, progress: Progress = _silent) -> Truth:
    """Write exports to `directory/exports`, and `truth.json` and `truth_credentials.ndjson` to `directory`.

    The same options give the same bytes. `progress` is called before each stage with its number, how many there are,
    and its name.
    """
    options = options or DemoOptions()
    folder = directory / "exports"
    begun = iter(range(len(STAGES)))

    def begin() -> None:
        number = next(begun)
        progress(number, len(STAGES), STAGES[number])

    begin()
    company = organisation(options)
    found = inventory(options, company)
    begin()
    made = calls(options, found)
    last_uses = {instant: last_use_at(found, made, instant) for instant in options.snapshot_times}
    begin()
    aws.write_listings(folder, options, found, last_uses)
    begin()
    shadows = cloudtrail.shadow_rows(options, found)
    trail = cloudtrail.write_trail(folder, options, found, made, shadows)
    begin()
    openai.write_listings(folder, options, company, found, last_uses)
    unlisted = openai_reports.write_reports(folder, options, found, made)
    begin()
    anthropic.write_exports(folder, options, company, found, made)
    begin()
    leaked = github.leaked_secrets(options, found)
    raised = github.alerts(options, found, leaked)
    github.write_exports(folder, options, found, raised)
    begin()
    digests = register.hashed(leaked)
    register.write_registers(folder, options, found, digests)
    write_directory(folder, options, company)
    begin()
    damaged = damage(folder, options, found, made, trail)
    begin()
    told = shadow_keys(("aws", shadows), ("openai", unlisted))
    return write_truth(directory, options, company, found, made, raised, digests, told, damaged)
