"""What schemathesis cannot be told in its settings file."""

import schemathesis
from schemathesis.specs.openapi import _auth_retry

# What the tool sends as a credential that cannot be valid is no token at all, which the contract answers with 400
# `malformed_token`. A token of another issuer is what 401 is for. The tool has no setting for it.
assert "_bearer_auth" in _auth_retry.INVALID_AUTH_HEADERS
_auth_retry.INVALID_AUTH_HEADERS["_bearer_auth"] = (
    "Bearer eyJhbGciOiJFZERTQSIsImtpZCI6Im90aGVyIn0.eyJpc3MiOiJvdGhlciJ9.c2lnbmF0dXJl"
)


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Read the OAuth 2 scheme as the bearer header that it comes to on every request.

    The document names its scheme `oauth2`, which tells where tokens come from. Schemathesis then cannot tell which
    part of a request carries the token, and `ignored_auth` would pass over every operation without a word.
    """
    schemes = raw_schema["components"]["securitySchemes"]
    assert schemes["oauth2"]["type"] == "oauth2"
    schemes["oauth2"] = {"type": "http", "scheme": "bearer"}
