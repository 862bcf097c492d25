/**
 * Makes an operator at the issuer, and gives its secret, once. Nobody gives more than it has, and whoever is revoked
 * at this very moment gives nothing.
 */
import { invalidRequest } from '../../../engine/validation';
import { type Change, changed, memoryOf, recall } from '../../../engine/transact';
import type { Call, Deps, IssuerDeps } from '../../../engine/context';
import { operatorEvent } from '../../../engine/audit-events';
import { appClientName, type Checked, issueAppClient, type Made, scopesAt } from '../../../issuer/app-clients';
import { load } from '../../../engine/load';
import type { Instant } from '../../../domain/model';
import type { Operator, OperatorRoster } from '../../../domain/operator-model';
import { refuseBeyondActor, noOperator, readRoster, rosterWrite } from '../../../engine/operators';
import { done, type FieldError, type Outcome, refused } from '../../../domain/outcome';
import { actorName, MANAGEMENT_CATALOGUE } from '../../../domain/policy';
import { expandScopes } from '../../../domain/scopes';

export interface IssueOperatorInput {
  readonly label: string;
  /** Management scopes; the actor needs every one of them. */
  readonly scopes: readonly string[];
  /** 5 to 1,440. @default 60 */
  readonly tokenLifetimeMinutes?: number;
}
/** The operator's secret is given once: a replay of the same request does not hold it. */
export type OperatorIssued = { readonly operator: Operator } & (
  | { readonly secretShown: true; readonly clientSecret: string }
  | { readonly secretShown: false }
);
import { DEFAULT_TOKEN_LIFETIME } from '../clients/issue-client';

/** Operators that may be on the roster: so many are read at once. */
const MOST_OPERATORS = 100;

export async function issueOperator(
  deps: IssuerDeps,
  call: Call,
  { tokenLifetimeMinutes = DEFAULT_TOKEN_LIFETIME, ...input }: IssueOperatorInput,
): Promise<Outcome<OperatorIssued>> {
  const { managementServer: server } = deps.issuer;
  const asked = { ...input, tokenLifetimeMinutes };
  return issueAppClient(deps, {
    check: () => checkOperator(deps, call, asked),
    settings: ({ scopes, now }) => ({
      name: appClientName({ server, askedAt: now }),
      scopes: scopesAt(server, scopes),
      tokenLifetimeMinutes,
    }),
    record: (ready, made) => recordOperator(deps, call, { ...asked, ...ready, ...made }),
  });
}

type AskedOperator = IssueOperatorInput & { readonly tokenLifetimeMinutes: number };
/** What the actor may give. */
interface AllowedOperator {
  readonly roster: OperatorRoster | undefined;
  /** Wildcards expanded. */
  readonly scopes: readonly string[];
  readonly now: Instant;
}

/** What an earlier request with the same `Idempotency-Key` issued is given without its secret. */
async function checkOperator(
  deps: Deps,
  call: Call,
  input: AskedOperator,
): Promise<Outcome<Checked<AllowedOperator, OperatorIssued>>> {
  const roster = await readRoster(deps);
  const loaded = await load(deps, call);
  if (!loaded.ok) return loaded;
  const now = deps.now();
  const earlier = await recall(deps, call, now);
  if (!earlier.ok) return earlier;
  if (earlier.value !== undefined) {
    const [operator] = await deps.table.read([{ kind: 'operator', clientId: earlier.value }]);
    return operator === undefined ? noOperator() : done({ earlier: { operator, secretShown: false } });
  }
  const { scopes, unknown } = expandScopes(input.scopes, MANAGEMENT_CATALOGUE);
  if (unknown.length > 0) return invalidRequest(unknown.map(unknownScope));
  const refusal = refuseBeyondActor(scopes, loaded.value.scopes);
  if (refusal !== undefined) return refusal;
  if (roster !== undefined && roster.clientIds.length >= MOST_OPERATORS)
    return refused('operator-limit-reached', `There are ${MOST_OPERATORS} operators already. Revoke one first.`);
  return done({ ready: { roster, scopes, now } });
}

const unknownScope = (position: number): FieldError => ({
  pointer: `/scopes/${position}`,
  detail: `The management API has no scope of this name. It has ${MANAGEMENT_CATALOGUE.join(', ')}.`,
});

function recordOperator(
  deps: Deps,
  call: Call,
  given: AskedOperator & AllowedOperator & Made,
): Outcome<Change<OperatorIssued>> {
  const { roster, now, clientId, clientSecret, label, scopes, tokenLifetimeMinutes } = given;
  const made = { createdAt: now, createdBy: actorName(call.actor) };
  const operator: Operator = { kind: 'operator', clientId, label, scopes, tokenLifetimeMinutes, ...made, version: 1 };
  return changed<OperatorIssued>(
    { operator, secretShown: true, clientSecret },
    { type: 'insert', record: operator },
    rosterWrite(roster, [...(roster?.clientIds ?? []), clientId]),
    ...memoryOf(call, clientId, now),
    operatorEvent(deps, call, { action: 'operator.issued', now, after: operator }),
  );
}
