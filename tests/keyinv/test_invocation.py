"""The command line as a whole: what it lists, how it refuses, and that the contract's commands are there."""

import subprocess
import sys

import pytest

COMMANDS = {
    "check", "dashboard", "demo", "docs", "doctor", "explain", "export", "generate", "load", "publish", "refresh", "sources", "sql", "status",
}  # fmt: skip


def test_help_lists_the_commands_that_exist(keyinv):
    listed = keyinv("--help")
    assert listed.code == 0
    assert {line.split()[0] for line in listed.text.partition("Commands:")[2].splitlines() if line.strip()} >= COMMANDS
    assert "triage" not in listed.text


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself_and_takes_the_common_options(keyinv, command):
    found = keyinv(command, "--help")
    assert found.code == 0
    assert all(option in found.text for option in ("--data-dir", "--config", "--database-url", "--json", "--verbose"))


@pytest.mark.parametrize("words", [["nosuch"], ["sql"], ["load"], ["status", "--nosuch"], ["status", "surplus"]])
def test_wrong_usage_is_exit_two_without_a_traceback(keyinv, words):
    found = keyinv(*words)
    assert found.code == 2 and found.text == "" and "Traceback" not in found.err and found.err


def test_unknown_key_of_the_configuration_is_named(keyinv, tmp_path):
    (tmp_path / "keyinv.toml").write_text("dta_dir = 'x'\n")
    found = keyinv("status", "--config", tmp_path / "keyinv.toml")
    assert found.code == 2 and "dta_dir" in found.err and "keyinv.example.toml" in " ".join(found.err.split())


def test_configuration_that_is_not_there_is_named(keyinv, tmp_path):
    found = keyinv("status", "--config", tmp_path / "none.toml")
    assert found.code == 2 and "no such file" in " ".join(found.err.split())


@pytest.mark.parametrize("url", ["mysql://x@localhost/db", "not a url"])
def test_url_of_another_database_is_refused(keyinv, tmp_path, url):
    found = keyinv("status", "--data-dir", tmp_path, "--database-url", url)
    assert found.code == 2 and "postgresql" in found.err


def test_database_that_is_gone_is_said_without_password(keyinv, tmp_path):
    found = keyinv("status", "--data-dir", tmp_path, "--database-url", "postgresql://me:hush@127.0.0.1:1/none")
    assert found.code == 1 and "cannot reach" in found.err and "hush" not in found.err and "Traceback" not in found.err


def test_unexpected_failure_is_exit_one_and_shows_its_traceback_only_when_asked(keyinv, tmp_path):
    """A data directory that is a file: not foreseen by any command, so it stands for all that is not."""
    (tmp_path / "file").write_text("")
    plain, verbose = (keyinv("status", "--data-dir", tmp_path / "file" / "data", *more) for more in ([], ["-v"]))
    assert plain.code == verbose.code == 1
    assert "Traceback" not in plain.err and "unexpected NotADirectoryError" in plain.err and "-v" in plain.err
    assert "Traceback" in verbose.err


def test_installed_command_is_this_one():
    found = subprocess.run([sys.executable, "-P", "-m", "keyinv", "--version"], capture_output=True, text=True, check=False)
    assert found.returncode == 0 and found.stdout.strip().endswith("0.1.0")
