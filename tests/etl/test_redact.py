import base64
import hashlib
import hmac
import random
import re
import string

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl import redact
from etl.errors import ConfigurationError

ALNUM = string.ascii_letters + string.digits
RNG = random.Random(29)


def of(alphabet, size):
    return "".join(RNG.choice(alphabet) for _ in range(size))


# Built at run time, so that the repository holds no text of the shape of a key.
SECRETS = {
    "openai legacy": "sk-" + of(ALNUM, 20) + "T3Blbk" + "FJ" + of(ALNUM, 20),
    "openai project": "sk-" + "proj-" + of(ALNUM, 74) + "T3Blbk" + "FJ" + of(ALNUM, 74),
    "openai service account": "sk-" + "svcacct-" + of(ALNUM, 58) + "T3Blbk" + "FJ" + of(ALNUM, 58),
    "openai admin": "sk-" + "admin-" + of(ALNUM, 58) + "T3Blbk" + "FJ" + of(ALNUM, 58),
    "anthropic": "sk-" + "ant-api03-" + of(ALNUM + "_-", 93) + "AA",
    "anthropic admin": "sk-" + "ant-admin01-" + of(ALNUM + "_-", 93) + "AA",
    "openrouter": "sk-" + "or-v1-" + of("0123456789abcdef", 64),
    "litellm": "sk-" + of(ALNUM, 22),
    "aws session": "IQoJb3JpZ2lu" + of(ALNUM + "+/", 300),
    "bedrock long": "ABSK" + base64.b64encode(of(ALNUM, 90).encode()).decode(),
    "bedrock short": "bedrock-" + "api-key-" + of(ALNUM, 120),
    "github classic": "gh" + "p_" + of(ALNUM, 36),
    "github oauth": "gh" + "o_" + of(ALNUM, 36),
    "github user": "gh" + "u_" + of(ALNUM, 36),
    "github server": "gh" + "s_" + of(ALNUM, 36),
    "github refresh": "gh" + "r_" + of(ALNUM, 76),
    "github fine grained": "github" + "_pat_" + of(ALNUM, 22) + "_" + of(ALNUM, 59),
    "google": "AI" + "za" + of(ALNUM + "_-", 35),
    "slack bot": "xox" + "b-" + of(string.digits, 12) + "-" + of(string.digits, 12) + "-" + of(ALNUM, 24),
    "hugging face": "h" + "f_" + of(ALNUM, 34),
    "groq": "gs" + "k_" + of(ALNUM, 52),
    "replicate": "r" + "8_" + of(ALNUM, 37),
    "xai": "xa" + "i-" + of(ALNUM, 80),
    "perplexity": "pp" + "lx-" + of(ALNUM, 48),
    "jwt": "ey" + "J" + of(ALNUM, 30) + ".ey" + "J" + of(ALNUM, 60) + "." + of(ALNUM + "_-", 43),
    "pem": "-----BEGIN " + "PRIVATE KEY-----\n" + of(ALNUM + "+/", 200) + "\n-----END PRIVATE KEY-----",
}
IN_CONTEXT = {
    "aws secret in json": ('{"AccessKeyId": "AKIATFQR7NSC3ZO6PKAZ", "SecretAccessKey": "%s"}', of(ALNUM + "+/", 40)),
    "aws secret in a file": ("aws_secret_access_key = %s", of(ALNUM + "+/", 40)),
    "presigned signature": ("https://b.s3.amazonaws.com/x?X-Amz-Date=20260201T000000Z&X-Amz-Signature=%s", of("0123456789abcdef", 64)),
    "presigned token": ("https://b.s3.amazonaws.com/x?X-Amz-Security-Token=%s&a=b", of(ALNUM, 200)),
    "bearer header": ("Authorization: Bearer %s", of(ALNUM, 40)),
    "password in a url": ("postgresql://user:%s@db.example/x", of(ALNUM, 12)),
    "azure 32 hex": ("api-key=%s", of("0123456789abcdef", 32)),
    "azure 84": ("api_key: %s", of(ALNUM, 84)),
    "client secret": ('client_secret="%s"', of(ALNUM + "~._-", 40)),
}
IDENTIFIERS = [
    "AKIATFQR7NSC3ZO6PKAZ",
    "ASIATFQR7NSC3ZO6PKAZ",
    "key_Q7f2mZ81",
    "key_abcdefghijklmnopqrstuvwx",
    "apikey_01Rj2N8SVvo6BePZj99NhmiT",
    "proj_A1b2C3d4E5f6G7h8I9j0",
    "user-8hTrabcdefghijklmnopqrst",
    "svcacct_01PbQ2N8SVvo6BePZj99Nhm",
    "org-abcdefghijklmnopqrstuvwx",
    "arn:aws:iam::218007301253:user/ann",
    "arn:aws:sts::218007301253:assumed-role/key-rotation/session-12345678",
    "0b9f2c1e-6a50-4f3c-9d0f-0123456789ab",
    hashlib.sha256(b"x").hexdigest(),
    hashlib.sha1(b"x").hexdigest(),  # noqa: S324
    "sk-proj-…k3WA",
    "sk-ant-api03-R2D...igAA",
    "https://api.github.com/repos/corp/claims-ocr/secret-scanning/alerts/42",
    "ana.maria.de.la.cruz@corp.example",
    "the token is issued by the platform team",
    "task-management-service-for-internal-customers",
    "risk-assessment-and-underwriting-service",
    "2026-02-01T00:00:00Z",
]


@pytest.fixture(autouse=True)
def pepper():
    redact.configure(b"a pepper of thirty-two bytes....")


@pytest.mark.parametrize("kind", SECRETS)
def test_secret_of_each_kind_leaves_only_its_hint(kind):
    clean = redact.scrub(f"before {SECRETS[kind]} after")
    assert SECRETS[kind] not in clean
    assert SECRETS[kind][-12:] not in clean
    assert SECRETS[kind][16:40] not in clean
    assert clean.startswith("before ") and clean.endswith(" after")


@pytest.mark.parametrize("kind", IN_CONTEXT)
def test_secret_that_only_its_context_betrays_is_removed(kind):
    text, secret = IN_CONTEXT[kind]
    clean = redact.scrub(text % secret)
    assert secret not in clean
    assert "AKIATFQR7NSC3ZO6PKAZ" in clean or "AKIA" not in text


@pytest.mark.parametrize("text", IDENTIFIERS)
def test_identifier_survives(text):
    assert redact.scrub(text) == text
    assert redact.scrub(f"seen {text} today") == f"seen {text} today"
    assert not redact.holds_secret(text)


SURROUNDINGS = st.text(st.characters(codec="utf-8", exclude_characters="…"), max_size=30)


@settings(max_examples=300)
@given(st.sampled_from(sorted(SECRETS)), SURROUNDINGS, SURROUNDINGS)
def test_planted_secret_vanishes_whatever_surrounds_it(kind, before, after):
    clean = redact.scrub(before + SECRETS[kind] + after)
    assert SECRETS[kind][14:-4] not in clean


TEXTS = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from([*SECRETS.values(), *IDENTIFIERS, *(text % secret for text, secret in IN_CONTEXT.values())]),
        st.sampled_from(["token=", "api_key: ", "Bearer ", "://u:", "@", "&", "…", "password is "]),
    ),
    max_size=6,
).map("".join)


@settings(max_examples=500)
@given(TEXTS)
def test_scrubbing_twice_changes_nothing_more(text):
    once = redact.scrub(text)
    assert redact.scrub(once) == once


@settings(max_examples=60)
@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_frame_is_scrubbed_as_each_of_its_texts(texts):
    frame = pl.DataFrame({"id": texts, "note": texts, "list": [texts] * len(texts)})
    clean = redact.scrub_frame(frame, keep=("id",))
    assert clean["id"].to_list() == texts
    assert clean["note"].to_list() == [redact.scrub(text) for text in texts]
    assert clean["list"][0].to_list() == [redact.scrub(text) for text in texts]


@settings(max_examples=300)
@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_text_that_no_search_suspects_is_left_as_it_is(texts):
    told = redact.may_change(pl.Series(["\n".join(texts)]))[0]
    assert told or all(redact.scrub(text) == text for text in texts)


WORDS = st.text(ALNUM + "_-.+=/:@…é", min_size=15, max_size=30)


@settings(max_examples=300)
@given(st.lists(WORDS, min_size=1, max_size=3), st.sampled_from(" \n|,;"))
def test_text_that_no_search_suspects_holds_no_random_word(words, between):
    told = pl.Series([between.join(words)])
    assert redact.may_change(told)[0] or redact.may_look_random(told)[0] or not any(map(redact.holds_secret, words))


def test_a_slug_and_a_key_id_are_not_even_suspected():
    plain = pl.Series(["claims-translate-prod-11", "Used by renewals-bot in production", "jo.klein3@corp.example", "gsk_…9fQ2"])
    assert not redact.may_change(plain).any()
    assert not redact.may_look_random(plain).any()


def test_frame_keeps_nulls_and_other_types():
    frame = pl.DataFrame({"a": [None, "x"], "b": [[None, "y"], None], "n": [1, 2]})
    assert redact.scrub_frame(frame).equals(frame)


def test_fingerprint_is_the_keyed_hash_of_the_digest_however_it_comes():
    digest = hashlib.sha256(b"secret").digest()
    expected = hmac.new(b"a pepper of thirty-two bytes....", digest, hashlib.sha256).hexdigest()
    assert redact.fingerprint("secret") == expected
    for form in (digest, digest.hex(), digest.hex().upper(), base64.b64encode(digest).decode()):
        assert redact.fingerprint_of_sha256(form) == expected


@pytest.mark.parametrize("wrong", ["", "abc", "z" * 64, b"short", "é" * 44])
def test_what_is_no_digest_has_no_fingerprint(wrong):
    with pytest.raises(ValueError, match="not a SHA-256"):
        redact.fingerprint_of_sha256(wrong)


def test_no_pepper_no_fingerprint(monkeypatch):
    monkeypatch.setattr(redact, "_pepper", None)
    with pytest.raises(ConfigurationError, match="pepper"):
        redact.fingerprint("secret")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        ("", None),
        ("***", None),
        ("sk-proj-...k3WA", "sk-proj-…k3WA"),
        ("sk-ant-api03-R2D...igAA", "sk-ant-api03-R…igAA"),
        ("sk-admin*******xyz", "sk-admin…xyz"),
        ("gsk_…9fQ2", "gsk_…9fQ2"),
        ("AKIAXXXXXXXXXXXXPKAZ", "AKIA…PKAZ"),
    ],
)
def test_masked_value_becomes_a_hint(value, shown):
    assert redact.hint(value) == shown


@pytest.mark.parametrize("kind", [kind for kind in SECRETS if kind != "pem"])
def test_hint_shows_prefix_and_last_four_and_no_more(kind):
    shown = redact.hint(SECRETS[kind])
    assert re.fullmatch(r".{0,14}….{0,4}", shown)
    assert SECRETS[kind].startswith(shown.split("…")[0]) and SECRETS[kind].endswith(shown.split("…")[1])
    assert redact.hint(shown) == shown


@pytest.mark.parametrize("short", ["a", "hunter2", "sk-1234", "gsk_abcd"])
def test_short_secret_is_not_shown_by_its_hint(short):
    assert short.removeprefix("sk-").removeprefix("gsk_") not in redact.hint(short)


def test_random_looking_word_is_taken_for_a_secret_of_unknown_kind():
    assert redact.holds_secret(of(ALNUM, 40))
    assert not redact.holds_secret("Reads scanned claim forms")
