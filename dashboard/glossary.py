"""The field's words as pages use them, one sentence each; the same words in code, SQL and docs.

A published column is explained by the comment in its statement; what has none there is looked up here: columns that a
page works out, filters, and the words of the findings.
"""

TERMS = {
    # who and what
    "credential": "The thing governed: a key, token or certificate. Its secret may be replaced several times.",
    "secret": "The value that opens the door. It is never kept here: only its hint and its fingerprint are.",
    "hint": "Prefix and last four characters of a secret: enough to recognise it, too little to use it.",
    "fingerprint": "Keyed hash of a secret, by which two sightings of the same secret are known to be the same.",
    "natural key": "The provider's own id of a credential.",
    "kind": "What sort of credential it is: an API key, a service account's key, an access key, a token.",
    "provider": "Who issued the credential: an AI provider, or a cloud or code host around it.",
    "tenant": "Account or organisation at the provider.",
    "business unit": "Part of the organisation that the owning service or team belongs to.",
    "environment": "Where it is used: production, staging, development; not known where no source says.",
    "service": "The service that is said to use the credential.",
    "owner": "Who answers for the credential: a dated claim with its source and confidence.",
    "creator": "Who made the credential; not by that its owner.",
    "orphan": "A credential that nobody answers for.",
    "strict ownership": "Share of credentials whose owner is a live, named person, said with confidence.",
    "owned": "A live, named person answers for it, said with confidence.",
    "no owner": "Neither a person nor a team is named.",
    "owner left": "Everybody who was named has left the organisation.",
    "team only": "A team is named, but no person who answers for it.",
    "low confidence": "The owner is only inferred.",
    # use
    "shadow": "Seen in logs or bills, but in no inventory.",
    "ghost": "In the inventory, and never in the logs that cover it.",
    "dormant": "Not used for longer than policy allows.",
    "never used": "Proved: logs cover its whole life and show no use.",
    "blast radius": "How many services can be reached from the credential, directly or through others.",
    "dependent": "A consumer that stops working when the credential does.",
    # exposure
    "exposure": "A secret seen where it must not be.",
    "sighting": "One report of an exposure; several can be about the same.",
    "detection": "When we knew of an exposure.",
    "containment": "Limits an exposure, such as a key's quarantine; it does not end it.",
    "revocation": "Ends an exposure: the secret opens nothing any more.",
    "rotation": "Replaces a secret: a predecessor and its successor.",
    "remediation": "All of it: revoked, replaced where needed, dependents moved, and verified.",
    "exposure window": "From the moment the secret could be seen until it was revoked.",
    "priority": "What the decision tree asks for, from exposure, validity, impact and use.",
    "act now": "Revoke it, or replace it and then revoke it, within the hour.",
    "urgent": "Replace or disable it within a day.",
    "schedule": "Replace or disable it within two weeks.",
    "track": "Nothing to do today beyond its usual rotation.",
    "clock": "Time left until the deadline that policy sets for this priority, or past it.",
    "policy": "What the organisation promises: ages, deadlines and targets, kept in one file with a version.",
    "rotation lag": "Days between the day a secret was due for replacement and the day it was replaced; open ones still grow.",
    # what can be known
    "as of": "The instant that every figure of a page is about.",
    "publication": "One checked set of tables. It is kept as it was, so that figures can be looked up again.",
    "snapshot": "One export as of one time, complete or partial.",
    "coverage": "Which windows of a log we hold.",
    "gap": "A shortfall to govern: it is shown with its number and does not stop a publication.",
    "gate": "Stops a publication when a check that must hold does not.",
    "waiver": "A gap that was accepted until a date.",
    "attestation": "Somebody reviewed the credential and said so.",
    "censored": "Not yet ended: it counts with the time it has lasted so far, and is not left out.",
    "kaplan-meier": "Estimate of how long things last that counts those which still go on.",
    "capture-recapture": "Estimate of how many there are in all, from how often two lists name the same one.",
    "not known": "No source says. It is shown as a bar or row of its own and never counted as good.",
    "rejected": "A row or file that could not be loaded; it is listed with the reason.",
    "stale": "A source that is older than policy promises.",
}


def meaning(term: str) -> str | None:
    """What a term or a column's name means; None where it has no entry."""
    word = term.replace("_", " ").lower()
    return TERMS.get(word) or TERMS.get(word.removesuffix("s"))
