/**
 * Makes an operator at the issuer, and gives its secret, once. Nobody gives more than it has, and whoever is revoked
 * at this very moment gives nothing.
 */
import { appClientName } from '../../../issuer/app-client-name';
import { invalidRequest } from '../../../engine/validation';
import { type Change, changed } from '../../../engine/transact';
import type { Call, Deps, IssuerDeps } from '../../../engine/context';
import { tellOfOperator } from '../../../engine/audit-events';
import { memoryOf, recall } from '../../../engine/idempotency';
import { type Checked, issueAppClient, type Made } from '../../../issuer/issue-app-client';
import { scopesAt } from '../../../issuer/pool-refusals';
import { loadAsOperator } from '../../../engine/load';
import type { Instant } from '../../../domain/model';
import type { Operator, OperatorRoster } from '../../../domain/operator-model';
import { beyondActor, noOperator, readRoster, rosterWrite } from '../../../engine/operators';
import { done, type FieldError, type Outcome, refused } from '../../../domain/outcome';
import { actorName, MANAGEMENT_CATALOGUE } from '../../../domain/policy';
import { expandScopes } from '../../../domain/scopes';
import type { IssueOperatorInput, OperatorIssued } from '../client-types';
import { DEFAULT_TOKEN_LIFETIME } from '../clients/issue-client';

/** Operators that may be on the roster: so many are read at once. */
const MOST_OPERATORS = 100;

export async function issueOperator(
  deps: IssuerDeps,
  call: Call,
  { tokenLifetimeMinutes = DEFAULT_TOKEN_LIFETIME, ...input }: IssueOperatorInput,
): Promise<Outcome<OperatorIssued>> {
  const { managementServer: server } = deps;
  const asked = { ...input, tokenLifetimeMinutes };
  return issueAppClient(deps, {
    check: () => check(deps, call, asked),
    settings: ({ scopes, now }) => ({
      name: appClientName({ server, askedAt: now }),
      scopes: scopesAt(server, scopes),
      tokenLifetimeMinutes,
    }),
    record: (ready, made) => record(deps, call, { ...asked, ...ready, ...made }),
  });
}

type Asked = IssueOperatorInput & { readonly tokenLifetimeMinutes: number };
/** What the actor may give. */
interface Ready {
  readonly roster: OperatorRoster | undefined;
  /** Wildcards expanded. */
  readonly scopes: readonly string[];
  readonly now: Instant;
}

/** What an earlier request with the same `Idempotency-Key` issued is given without its secret. */
async function check(deps: Deps, call: Call, input: Asked): Promise<Outcome<Checked<Ready, OperatorIssued>>> {
  const roster = await readRoster(deps);
  const loaded = await loadAsOperator(deps, call, { action: 'operator.issue', refs: [] });
  if (!loaded.ok) return loaded;
  const now = deps.now();
  const earlier = await recall(deps, call, now);
  if (!earlier.ok) return earlier;
  if (earlier.value !== undefined) {
    const [operator] = await deps.table.read([{ kind: 'operator', clientId: earlier.value }]);
    return operator === undefined ? noOperator() : done({ earlier: { operator, secretShown: false } });
  }
  const { scopes, unknown } = expandScopes(input.scopes, MANAGEMENT_CATALOGUE);
  if (unknown.length > 0) return invalidRequest(unknown.map(scopeFault));
  const no = beyondActor(scopes, loaded.value.scopes);
  if (no !== undefined) return no;
  if (roster !== undefined && roster.clientIds.length >= MOST_OPERATORS)
    return refused('operator-limit-reached', `There are ${MOST_OPERATORS} operators already. Revoke one first.`);
  return done({ ready: { roster, scopes, now } });
}

const scopeFault = (position: number): FieldError => ({
  pointer: `/scopes/${position}`,
  detail: `The management API has no scope of this name. It has ${MANAGEMENT_CATALOGUE.join(', ')}.`,
});

function record(deps: Deps, call: Call, given: Asked & Ready & Made): Outcome<Change<OperatorIssued>> {
  const { roster, now, clientId, clientSecret, label, scopes, tokenLifetimeMinutes } = given;
  const made = { createdAt: now, createdBy: actorName(call.actor) };
  const operator: Operator = { kind: 'operator', clientId, label, scopes, tokenLifetimeMinutes, ...made, version: 1 };
  return changed<OperatorIssued>(
    { operator, secretShown: true, clientSecret },
    { type: 'insert', record: operator },
    rosterWrite(roster, [...(roster?.clientIds ?? []), clientId]),
    ...memoryOf(call, clientId, now),
    tellOfOperator(deps, call, { action: 'operator.issued', now, after: operator }),
  );
}
