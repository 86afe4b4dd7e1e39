"""Raw secret → hint and fingerprint. The only room that sees one.

The fingerprint is `HMAC-SHA256(pepper, SHA-256(secret))`: SHA-256 first, so that sources that hold only a SHA-256
join on the same value. Shapes of keys: the formats' pages, read from the rules of public scanners. Identifiers are no secrets:
an access key id (`AKIA…`), `key_…`, `apikey_…`, an ARN, a UUID, a bare digest pass unchanged.
"""

import base64
import binascii
import hashlib
import hmac
import math
import re
from collections import Counter
from collections.abc import Collection

import polars as pl

from etl.errors import ConfigurationError

SHOWN_SUFFIX = 4
NUL = "\0"
PREFIX_LONGEST = 14
ELLIPSIS = "…"
SHA256_BYTES = 32
PASSES_MOST = 20  # of two keys without a gap, the first swallows the second's first letters until it is gone

# Each is a whole secret. No look-around, so that the same text drives Python's `re` and Polars' engine.
_SHAPES = (
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|\z)",
    r"sk-ant-[a-z]{2,8}\d\d-[\w-]{16,}",
    r"sk-or-v1-[0-9a-f]{32,}",
    r"sk-lf-[0-9a-f-]{30,}",
    r"sk-(?:proj|svcacct|service|admin|None)-[\w-]{16,}",
    r"sk-[A-Za-z0-9]{20,}[\w-]*",
    r"\bsk[-_][A-Za-z0-9_-]{18,}",  # at a word's start alone: `task-management-service` is no key
    r"(?:rk|pk)_(?:live|test)_[A-Za-z0-9]{16,}",
    r"ek_[A-Za-z0-9]{20,}",
    r"gh[pousr]_[A-Za-z0-9]{16,}",
    r"github_pat_[A-Za-z0-9_]{20,}",
    r"gl(?:pat|dt|rt|cbt|ptt|soat)-[\w-]{16,}",
    r"AIza[\w-]{30,}",
    r"ya29\.[\w-]{20,}",
    r"(?:hf|gsk|r8|dop_v1|lsv2_pt|lsv2_sk|tgp_v1|fw|pcsk|jina)_[A-Za-z0-9]{20,}[\w-]*",
    r"\b(?:tgp_v1|lsv2_pt|lsv2_sk|pcsk|nvapi)[-_][A-Za-z0-9_-]{20,}",
    r"(?:pplx|xai|nvapi|csk)-[A-Za-z0-9]{20,}[\w-]*",
    r"dapi[0-9a-f]{32}",
    r"xox[abeoprs]-[\w-]{10,}",
    r"xapp-[\w-]{20,}",
    r"npm_[A-Za-z0-9]{30,}",
    r"pypi-[\w-]{30,}",
    r"SG\.[\w-]{16,}\.[\w-]{16,}",
    r"hv[sbr]\.[\w-]{20,}",
    r"(?:ABSK|AEAA)[A-Za-z0-9+/]{40,}={0,2}",
    r"(?:bedrock|aws-external-anthropic)-api-key-[A-Za-z0-9+/=_-]{20,}",
    r"ey[JK][\w-]{10,}\.ey[JK][\w-]{10,}(?:\.[\w-]*)?",
    r"(?:FwoGZXIvYXdz|IQoJb3JpZ2lu)[A-Za-z0-9+/=]{20,}",
    r"dckr_pat_[\w-]{20,}",
)
# In each the second group alone is the secret; what stands before it says so.
# Before each, what no match of it is without: to look for that takes a fiftieth of the time.
_IN_CONTEXT = (
    (
        ("=",),
        r"([?&](?:X-Amz-Signature|X-Amz-Security-Token|X-Amz-Credential|Signature|sig|access_token|api[_-]?key|token|key)=)([^&\s\"'<>]{8,})",
    ),
    (("earer", "asic", "oken"), r"((?:[Bb]earer|[Bb]asic|[Tt]oken)\s+)([A-Za-z0-9._~+/=-]{16,})"),
    (("://",), r"([a-z][a-z0-9+.-]*://[^\s:/@\"']{0,80}:)([^\s@/\"']{3,})@"),
    (
        (":", "=", "is"),
        (
            r"((?i:aws_?secret_?access_?key|secret_?access_?key|aws_?session_?token|session_?token|client_?secret|api[_-]?key|secret[_-]?key"
            r"|access[_-]?token|auth[_-]?token|password|passwd|account[_-]?key|private[_-]?key|x-api-key)[\"']?\s*(?:[:=]|=>|is)\s*[\"']?)"
            r"([A-Za-z0-9_.~+/=!@#%^&*-]{8,})"
        ),
    ),
)
_SECRET = re.compile("|".join(f"(?:{shape})" for shape in _SHAPES).replace(r"\z", r"\Z"))
_CONTEXT = tuple((marks, re.compile(shape)) for marks, shape in _IN_CONTEXT)
# Polars' engine unrolls Unicode classes beyond its size limit; keys are ASCII.
_CLASSES = {"\\w": "A-Za-z0-9_", "\\s": " \\t\\r\\n", "\\d": "0-9"}
_MASK = re.compile(r"\.{2,}|\*{2,}|…+|•{2,}|[xX]{4,}")
_PREFIX = re.compile(
    r"sk-ant-[a-z]+\d\d-|sk-or-v1-|sk-proj-|sk-svcacct-|sk-service-|sk-admin-|github_pat_|[A-Za-z0-9]{2,8}[-_]|ABSK|AIza|AKIA|eyJ"
)
_NAMED = re.compile(
    r"arn:[\w:/+=,.@*-]+|A[A-Z]{3}[A-Z0-9]{12,20}"
    r"|(?:key|apikey|admin_api_key|proj|user|org|svac|svcacct|svc_acct|wrkspc|activity|audit_log|req)[-_][\w-]+"
)
_IDENTIFIER = re.compile(rf"[0-9a-fA-F-]{{32,36}}|[0-9a-f]{{40}}|[0-9a-f]{{64}}|{_NAMED.pattern}")


def _ascii(shape: str) -> str:
    in_class = False
    parts = []
    for part in re.findall(r"\\.|.", shape, re.DOTALL):
        in_class = (in_class or part == "[") and part != "]"
        members = _CLASSES.get(part)
        plain = r"(?-u:\b)" if part == r"\b" else part
        parts.append(plain if members is None else members if in_class else f"[{members}]")
    return "".join(parts)


_ANYWHERE = "|".join(f"(?:{_ascii(shape)})" for shape in (*_SHAPES, *(shape for _, shape in _IN_CONTEXT))).replace(
    r"[ \t\r\n\S]*?", r"[\s\S]*?"
)
# Beyond printable ASCII, classes of letters and blanks differ between the two engines.
_UNUSUAL = r"[^\t\r\n -~…]"
_pepper: bytes | None = None


def configure(pepper: bytes) -> None:
    """Set this installation's pepper, the key of all fingerprints."""
    global _pepper  # noqa: PLW0603 one pepper a process, set at its start
    _pepper = pepper


def pepper() -> bytes:
    """The pepper in force, to hand to worker processes.

    Raises:
        ConfigurationError: none was configured.
    """
    if _pepper is None:
        raise ConfigurationError("no pepper is set; fingerprints need one (KEYINV_PEPPER, or the file `pepper`)")
    return _pepper


def fingerprint(secret: str) -> str:
    """The keyed hash of a raw secret, hex."""
    return _keyed(hashlib.sha256(secret.encode()).digest())


def fingerprint_of_sha256(digest: bytes | str) -> str:
    """The same, from the secret's SHA-256 as 32 bytes, hex or Base64.

    Raises:
        ValueError: it is none of these.
    """
    if isinstance(digest, str):
        text = digest.strip()
        try:
            digest = bytes.fromhex(text) if len(text) == 2 * SHA256_BYTES else base64.b64decode(text, validate=True)
        except (ValueError, binascii.Error):
            digest = b""
    if len(digest) != SHA256_BYTES:
        raise ValueError("not a SHA-256: 64 hex digits, or 44 characters of Base64, are wanted")
    return _keyed(digest)


def _keyed(digest: bytes) -> str:
    return hmac.new(pepper(), digest, hashlib.sha256).hexdigest()


def hint(value: str | None) -> str | None:
    """Prefix and last four of a raw or already masked secret; None where nothing may be shown of it."""
    if value is None or not value.strip():
        return None
    text = value.strip()
    if found := _MASK.search(text):
        head, tail = text[: found.start()], text[found.end() :].lstrip(".*…•")
        return f"{head[:PREFIX_LONGEST]}{ELLIPSIS}{tail[-SHOWN_SUFFIX:]}" if head or tail else None
    if "-----BEGIN" in text:
        return f"PEM{ELLIPSIS}"
    found = _PREFIX.match(text)
    prefix = found[0][:PREFIX_LONGEST] if found else ""
    shown = len(prefix) + SHOWN_SUFFIX
    return f"{prefix}{ELLIPSIS}{text[-SHOWN_SUFFIX:]}" if len(text) >= shown + 8 else f"{prefix}{ELLIPSIS}"


def scrub(text: str | None) -> str | None:
    """The text with every secret of a known shape replaced by its hint; scrubbing twice changes nothing more."""
    if not text:
        return text
    text = text.replace(NUL, "")  # the database cannot hold it, and it would split a key in two
    for _ in range(PASSES_MOST):
        clean = _SECRET.sub(_hinted, text)
        for marks, pattern in _CONTEXT:
            if any(mark in clean for mark in marks):
                clean = pattern.sub(_hinted_in_context, clean)
        if clean == text:
            break
        text = clean
    return text


def clean(text: str | None) -> str | None:
    """The text trimmed and scrubbed; None where it is blank."""
    return ((scrub(text) or "").strip() or None) if text else None


def _hinted(found: re.Match[str]) -> str:
    return hint(found[0]) or ELLIPSIS


def _hinted_in_context(found: re.Match[str]) -> str:
    if ELLIPSIS in found[2] or _NAMED.fullmatch(found[2]):
        return found[0]
    return f"{found[1]}{ELLIPSIS}{found[0][len(found[1]) + len(found[2]) :]}"


def scrub_frame(frame: pl.DataFrame, keep: Collection[str] = ()) -> pl.DataFrame:
    """The frame with every text and list of texts scrubbed; columns in `keep` are left."""
    suspects = _suspects(frame, keep)
    changed: list[pl.Series] = []
    for column in frame.select(suspects.columns).iter_columns():
        suspect = suspects.get_column(column.name)
        if not suspect.any():
            continue
        if column.dtype == pl.String:
            clean = {raw: scrub(raw) for raw in column.filter(suspect).unique()}
            changed.append(column.zip_with(~suspect, column.replace(clean)))
        else:
            lists = [None if row is None else [scrub(item) for item in row] for row in column.to_list()]
            changed.append(pl.Series(column.name, lists, dtype=pl.List(pl.String)))
    return frame.with_columns(*changed) if changed else frame


def _suspects(frame: pl.DataFrame, keep: Collection[str]) -> pl.DataFrame:
    """Which texts, and lists of texts, may hold a secret or a NUL: all columns in one pass."""
    texts = {
        name: pl.col(name) if kind == pl.String else pl.col(name).list.join("\n", ignore_nulls=True)
        for name, kind in frame.schema.items()
        if name not in keep and kind in (pl.String, pl.List(pl.String))
    }
    return frame.select(
        (text.str.contains(_ANYWHERE) | text.str.contains(NUL, literal=True)).fill_null(value=False).alias(name)
        for name, text in texts.items()
    )


def may_change(texts: pl.Series) -> pl.Series:
    """Which texts `scrub` may change: it leaves every other one as it is."""
    return texts.str.contains(_ANYWHERE) | texts.str.contains(_UNUSUAL)


ENTROPY_OF_SECRETS = 3.5
LENGTH_OF_SECRETS = 20
# What `holds_secret` asks of a word, as far as Polars' engine can ask it: long, with a digit, and not of lower case alone.
_LETTER, _NO_SLUG = r"[^\s|,;/:@]", r"[[^\s|,;/:@]&&[^a-z0-9.\-]]"
_LONG_WORD = rf"(?:^|[\s|,;]){_LETTER}{{{LENGTH_OF_SECRETS},}}(?:$|[\s|,;])"
_MIXED_WORD = rf"(?:^|[\s|,;]){_LETTER}*(?:[0-9]{_LETTER}*{_NO_SLUG}|{_NO_SLUG}{_LETTER}*[0-9]){_LETTER}*(?:$|[\s|,;])"


def may_look_random(texts: pl.Series) -> pl.Series:
    """Which texts may hold a word, between blanks or `|,;`, for which `holds_secret` is true without a known shape."""
    return (texts.str.contains(_LONG_WORD) & texts.str.contains(_MIXED_WORD)) | texts.str.contains(_UNUSUAL)


def holds_secret(text: str) -> bool:
    """Does the text hold a known key shape, or look like one: long, without blanks, of high entropy, no identifier?"""
    if scrub(text) != text:
        return True
    word = text.strip()
    if len(word) < LENGTH_OF_SECRETS or re.search(r"[\s/:@]", word) or _IDENTIFIER.fullmatch(word) or _MASK.search(word):
        return False
    mixed = bool(re.search(r"\d", word)) and bool(re.search(r"[A-Za-z]", word)) and not re.fullmatch(r"[a-z0-9.-]+", word)
    return mixed and _entropy(word) > ENTROPY_OF_SECRETS


def _entropy(word: str) -> float:
    counts = Counter(word).values()
    return -sum(n / len(word) * math.log2(n / len(word)) for n in counts)
