"""What a caller does with the client of openapi-generator for Python: an account, keys, their pages, a problem."""

import os
from datetime import datetime, timezone

from sallyport_management import (
    AccountsApi,
    ApiClient,
    ApiException,
    Configuration,
    CreateAccount,
    CreateAccountGrant,
    IssueKey,
    KeysApi,
    Problem,
    Verify,
    VerifyApi,
    VerifyScope,
    VerifyScopeAnyOf,
)

EXPIRY = datetime(2099, 1, 1, tzinfo=timezone.utc)
client = ApiClient(Configuration(host=os.environ["MANAGEMENT_URL"], access_token=os.environ["OPERATOR_TOKEN"]))

grant = CreateAccountGrant(scopes=["read:orders"])
account = AccountsApi(client).create_account(CreateAccount(name="Python ナイトリー", grant=grant))

keys = KeysApi(client)
issued = []
for label in ("first", "second", "third"):
    asked = IssueKey(label=label, scopes=["read:orders"], expiresAt=EXPIRY)
    issued.append(keys.issue_key(account.id, asked))
assert issued[0].key is not None and issued[0].expires_at == EXPIRY

listed: list[str] = []
cursor = None
while True:
    page = keys.list_keys(account.id, limit=2, cursor=cursor)
    listed += [key.id for key in page.items]
    cursor = page.next_cursor
    if cursor is None:
        break
assert sorted(listed) == sorted(key.id for key in issued), listed

rule = VerifyScope(VerifyScopeAnyOf(anyOf=["read:orders"]))
verdict = VerifyApi(client).verify_credential(Verify(credential=issued[0].key, scope=rule))
assert verdict.valid and verdict.principal is not None and verdict.principal.account_id == account.id

try:
    keys.issue_key(account.id, IssueKey(label="fourth", scopes=["no:such"]))
    raise AssertionError("an unknown scope was accepted")
except ApiException as refused:
    problem = Problem.from_json(refused.body or "")
    assert problem is not None and problem.status == 400 and problem.errors is not None
    assert problem.errors[0].pointer == "/scopes/0", problem

print("flow ok")
