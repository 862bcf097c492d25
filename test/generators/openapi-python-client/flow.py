"""What a caller does with the client of openapi-python-client: an account, keys, their pages, a problem."""

import os
from datetime import datetime, timezone

from sallyport_management import AuthenticatedClient
from sallyport_management.api.accounts import create_account
from sallyport_management.api.keys import issue_key, list_keys
from sallyport_management.api.verify import verify_credential
from sallyport_management.models import (
    Account,
    CreateAccount,
    CreateAccountGrant,
    IssueKey,
    KeyIssued,
    KeyPage,
    Principal,
    Problem,
    Verdict,
    Verify,
    VerifyScopeType1,
)
from sallyport_management.types import UNSET, Unset

EXPIRY = datetime(2099, 1, 1, tzinfo=timezone.utc)
client = AuthenticatedClient(base_url=os.environ["MANAGEMENT_URL"], token=os.environ["OPERATOR_TOKEN"])

grant = CreateAccountGrant(scopes=["read:orders"])
account = create_account.sync(client=client, body=CreateAccount(name="Python ナイトリー", grant=grant))
assert isinstance(account, Account), account

issued: list[KeyIssued] = []
for label in ("first", "second", "third"):
    asked = IssueKey(label=label, scopes=["read:orders"], expires_at=EXPIRY)
    key = issue_key.sync(account.id, client=client, body=asked)
    assert isinstance(key, KeyIssued) and key.expires_at == EXPIRY, key
    issued.append(key)

listed: list[str] = []
cursor: str | Unset = UNSET
while True:
    page = list_keys.sync(account.id, client=client, limit=2, cursor=cursor)
    assert isinstance(page, KeyPage), page
    listed += [key.id for key in page.items]
    cursor = page.next_cursor
    if isinstance(cursor, Unset):
        break
assert sorted(listed) == sorted(key.id for key in issued), listed

secret = issued[0].key
assert isinstance(secret, str)
rule = VerifyScopeType1(any_of=["read:orders"])
verdict = verify_credential.sync(client=client, body=Verify(credential=secret, scope=rule))
assert isinstance(verdict, Verdict) and verdict.valid, verdict
assert isinstance(verdict.principal, Principal) and verdict.principal.account_id == account.id

problem = issue_key.sync(account.id, client=client, body=IssueKey(label="fourth", scopes=["no:such"]))
assert isinstance(problem, Problem) and problem.status == 400, problem
assert not isinstance(problem.errors, Unset) and problem.errors[0].pointer == "/scopes/0", problem

print("flow ok")
