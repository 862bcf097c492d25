"""What Schemathesis must know of this API: how texts are made, which records there are, and what no schema can say."""

import os
import re
from typing import Any

import schemathesis

# Why the server may refuse a request that is valid by its schema, by the last segment of the problem's type.
STATE = {
    "invalid-cursor": "a cursor belongs to one list, and holds a checksum",
    "idempotency-mismatch": "an earlier request had the same Idempotency-Key",
}
# The same by the text of a field error of `invalid-request`. Anything else is a schema that is too loose.
WORDS = {
    r"No scope of the catalogue has this name\.": "the catalogue is the deployment's",
    r"With wildcards expanded, the list has \d+ scopes\.": "the catalogue is the deployment's",
    r"This deployment has no plans\.": "the plans are the deployment's",
    r"This deployment does not count usage, so": "whether usage is counted is the deployment's",
    r"Must be in the future\.": "depends on the clock",
    r"Must be before expiresAt\.": "compares two members",
    r"Has bits set after its prefix": "arithmetic on addresses",
    r"Must be an RFC 3339 date and time": "the day must exist in its month, and the year be at most 9999 in UTC",
    r"Must have at most 1024 bytes as JSON\.": "counts bytes",
    r"All texts and lists together have \d+ bytes\.": "counts bytes of several members",
    r"Must not contain unpaired surrogates or numbers": "JSON Schema has no limit of precision",
    r"Must have the form of an API key\.": "the checksum of a key, and the forms of imported keys, which are the deployment's",
    r"Must have either \"key\" or \"hash\"\.": "said in a `not`, which is taken out below",
    r"Is required to adopt an app client": "is needed only while the account has not the client",
    r"Must be an access token (alone|that)": "is looked at only while the account has not the client",
    r"Must be a token of the app client in the path": "compares two parts of the request",
    r"The user pool does not have this app client": "depends on the user pool",
    r"Only a request to /accounts/external:": "compares the body with the path",
    r"Must be a day, such as": "the day must exist in its month",
    r"Must be neither after": "compares two parameters",
    r"Must be at least one day ago": "depends on the clock",
}


@schemathesis.check
def refused_by_schema(ctx: Any, response: Any, case: Any) -> None:
    """A request that is valid by its schema is refused for its state alone, or for what the lists above name."""
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code not in (400, 413, 415, 422):
        return
    # Schemathesis 4.32 sends `If-Match: 0` whatever the pattern of that header is.
    if (case.headers or {}).get("If-Match") == "0":
        return
    problem = response.json()
    code = problem["type"].rsplit("/", 1)[-1]
    details = [error["detail"] for error in problem.get("errors", [])]
    unnamed = [text for text in details if not any(re.match(words, text) for words in WORDS)]
    if code not in STATE and (code != "invalid-request" or unnamed or not details):
        raise AssertionError(f"valid by its schema, and refused: {code} {unnamed}")


@schemathesis.hook
def before_load_schema(ctx: Any, raw_schema: Any) -> None:
    """Schemathesis cannot make texts that a `not` forbids: here it makes some of those that are allowed."""
    for member in raw_schema.values() if isinstance(raw_schema, dict) else raw_schema:
        if isinstance(member, (dict, list)):
            before_load_schema(ctx, member)
    if isinstance(raw_schema, dict) and isinstance(raw_schema.get("not"), dict):
        del raw_schema["not"]
        allowed = "[!-~\u00c0-\u02af\u3041-\u3096]"
        raw_schema["pattern"] = raw_schema.get("pattern", "^.+$").replace(".", allowed)


@schemathesis.hook
def map_path_parameters(ctx: Any, path_parameters: Any) -> Any:
    """Half of the requests are about the records of the local run: the others find none."""
    known = {"accountId": "ACCOUNT_ID", "keyId": "KEY_ID", "clientId": "CLIENT_ID"}
    if not path_parameters or sum(map(ord, str(path_parameters))) % 2:
        return path_parameters
    return {name: os.environ.get(known.get(name, ""), value) for name, value in path_parameters.items()}
