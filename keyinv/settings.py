"""Configuration, read once: command line over environment over `keyinv.toml` over defaults.

Keys of the file: `data_dir`, `database_url`, `policy`, `pepper_file`, `workers`. Unknown keys are an error, so that
a misspelt one does not pass silently.
"""

import os
import secrets
import stat
import tomllib
from pathlib import Path

import msgspec
from msgspec import Struct

from etl.errors import ConfigurationError
from etl.policy import Policy, policy

DEFAULT_CONFIG = Path("keyinv.toml")
DEFAULT_DATA_DIR = Path(".keyinv")
PEPPER_BYTES = 32


class ConfigFile(Struct, forbid_unknown_fields=True):
    """The shape of `keyinv.toml`."""

    data_dir: str | None = None
    database_url: str | None = None
    policy: str | None = None
    pepper_file: str | None = None
    workers: int | None = None


class Settings(Struct, frozen=True, kw_only=True):
    """All settings of one invocation. `database_url` None: embedded Postgres under `data_dir`."""

    data_dir: Path
    database_url: str | None
    policy_path: Path | None
    pepper_path: Path
    workers: int

    def policy(self) -> Policy:
        """The policy in force."""
        return policy(self.policy_path)


def settings(*, data_dir: Path | None = None, config: Path | None = None, database_url: str | None = None) -> Settings:
    """The settings of this invocation.

    Raises:
        ConfigurationError: the file is not TOML, has an unknown key, or names a path that is not there.
    """
    file = config_file(config)
    folder = data_dir or Path(os.environ.get("KEYINV_DATA_DIR") or file.data_dir or DEFAULT_DATA_DIR)
    return Settings(
        data_dir=folder.absolute(),
        database_url=database_url or os.environ.get("KEYINV_DATABASE_URL") or file.database_url,
        policy_path=Path(file.policy) if file.policy else None,
        pepper_path=Path(file.pepper_file) if file.pepper_file else folder.absolute() / "pepper",
        workers=file.workers or max(1, os.cpu_count() or 1),
    )


def config_file(path: Path | None) -> ConfigFile:
    """The content of the configuration file; defaults where none was named and none is there."""
    chosen = path or DEFAULT_CONFIG
    if not chosen.exists():
        if path is None:
            return ConfigFile()
        raise ConfigurationError(f"{path}: no such file; name an existing one with --config")
    try:
        return msgspec.convert(tomllib.loads(chosen.read_text("utf-8")), ConfigFile)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{chosen}: not valid TOML: {error}") from None
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"{chosen}: {error}; see keyinv.example.toml") from None


def pepper(current: Settings) -> bytes:
    """The key of all fingerprints: `KEYINV_PEPPER`, else a file that only its owner may read, made at first use.

    Raises:
        ConfigurationError: others may read the file, or it is empty.
    """
    if given := os.environ.get("KEYINV_PEPPER"):
        return given.encode()
    path = current.pepper_path
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(PEPPER_BYTES))
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigurationError(f"{path}: others may read the pepper; run: chmod 600 {path}")
    content = path.read_bytes().strip()
    if not content:
        raise ConfigurationError(f"{path}: empty; restore it from your backup, or fingerprints will not match")
    return content
