"""Answers of OpenAI's organisation administration that carry nothing for the register.

Roles, groups, invitations, limits, alerts, certificates, deletions and the like are recognised, so that they are
reported as nothing to take and not as unknown files. Format: Admin API of 2026.
"""

from typing import Any

from etl.sources import Sample, Source

_READ = (
    "organization.admin_api_key", "organization.project.api_key", "organization.project.service_account",
    "organization.project", "organization.user", "organization.project.user", "organization.usage", "organization.costs",
)  # fmt: skip
_ELSEWHERE = ("list", "page")
# Some answers name no object at all; these sets of names occur nowhere else.
_NAMES = (
    {"id", "name", "is_scim_managed", "created_at"},
    {"id", "name", "permissions", "resource_type"},
    {"file_search", "web_search", "code_interpreter", "mcp"},
    {"id", "name", "email", "picture", "user_type"},
)
_PLAIN = ("role", "user.role", "group", "certificate", "tunnel", "checkpoint", "external_key", "project.", "inviteduser")


def _is_administration(value: Any) -> bool:
    if isinstance(value, dict) and "object" not in value:
        return any(names <= value.keys() for names in _NAMES) or value.keys() == {"id", "name", "email"}
    name = value.get("object") if isinstance(value, dict) else None
    if not isinstance(name, str) or name in _READ or name in _ELSEWHERE:
        return False
    return name.startswith(("organization.", "tenant.", *_PLAIN)) or name.endswith((".deleted", ".updated"))


def _recognises(sample: Sample) -> bool:
    top = sample.top
    if not isinstance(top, dict):
        return False
    if top.get("object") in _ELSEWHERE:
        rows = top.get("data") or []
        return bool(rows) and all(_is_administration(row) for row in rows)
    return _is_administration(top)


SOURCE = Source(
    export="openai.other", provider="openai", gives=(), obtain="any other answer of /v1/organization/…",
    recognises=_recognises, read=None, snapshot=False,
)  # fmt: skip
