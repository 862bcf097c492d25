/**
 * Where the emulated account is not AWS. A step that meets one of these says so by `met`; the last step fails when one was
 * not met, because it is then out of date. Everything else that is not as on AWS fails the step that sees it.
 */
import { ok } from 'node:assert/strict';

interface Difference {
  /** What the emulator does. */
  readonly what: string;
  /** What AWS does, and why nothing that is shown here depends on it. */
  readonly onAws: string;
}

export const DIFFERENCES = {
  'gateway-response-variables': {
    what: 'leaves $context.authorizer.* and $context.extendedRequestId as text in gateway responses',
    onAws:
      'AWS documents both variables; the local run fills them in, and the journeys there hold our 403 bodies to them',
  },
  'no-extended-request-id': {
    what: 'sends no x-amz-apigw-id, and a function gets the request id as extendedRequestId',
    onAws: 'API Gateway has both; ids only name a request in logs and answers, and decide nothing',
  },
  'no-secret-calls': {
    what: 'has no AddUserPoolClientSecret, ListUserPoolClientSecrets and DeleteUserPoolClientSecret',
    onAws: 'Cognito has them; here second secrets answer 503 as a dependency that failed, and no secret is made',
  },
  'secrets-in-base64': {
    what: 'makes client secrets of 64 characters of base64, also + and /',
    onAws: 'Cognito makes them of lower-case letters and digits; the token cache passes on a Basic header with + or %',
  },
  'no-token-version': {
    what: 'leaves the claim version out of access tokens',
    onAws: 'Cognito writes version: 2; no door reads it',
  },
  'suspended-client-error': {
    what: 'answers invalid_scope for an app client without flows',
    onAws: 'we assume unauthorized_client; either way it is a 400 and no token',
  },
  'no-body-validation': {
    what: 'makes methods of a stack without their request validator, so no body is held against its model',
    onAws: 'API Gateway validates bodies before the function; the local run does too, and the journeys there try it',
  },
  'no-access-log': {
    what: 'writes no access log',
    onAws: 'API Gateway writes a line for each request; the check writes one to the log group of the stage itself',
  },
  'filter-patterns-as-words': {
    what: 'takes the filter pattern of a log subscription as words that a line must have',
    onAws: 'CloudWatch Logs reads { $.credentialId != "-" } as documented; the check writes a line that has the words',
  },
  'nested-delete-ignores-retain': {
    what: 'deletes what a nested stack should keep',
    onAws: 'CloudFormation keeps resources of nested stacks by the same policies, which tests of the templates hold',
  },
  'no-deletion-protection': {
    what: 'deletes a global table and a user pool in spite of their deletion protection',
    onAws: 'DynamoDB and Cognito refuse; the templates’ tests hold that the protection is on',
  },
  'native-keys-by-header-alone': {
    what: 'takes native keys from the header of the caller alone, so every method with plans answers 503',
    onAws:
      'API Gateway takes them from the authorizer (apiKeySource); the local run does too, and the journeys there try it',
  },
  'no-context-identity-source': {
    what: 'takes identity sources from the context as absent, so a revocationDelay above 0 is 401 everywhere',
    onAws:
      'API Gateway documents them for REQUEST authorizers; the local run has them, and the journeys there try the delay',
  },
  'no-metric-math': {
    what: 'takes no alarm that computes from several metrics, so usage, plans and change events are deployed with simpler ones',
    onAws: 'CloudWatch has them; the alarms are in no request’s way, and the templates are checked by their own tests',
  },
  'nested-update-forgets-attributes': {
    what: 'fails every update of a nested stack in which a resource stays as it is (emulator.py repairs it)',
    onAws: 'CloudFormation leaves the resource alone',
  },
  'global-table-update-replaces': {
    what: 'puts a new table in place of a global table that is changed (emulator.py repairs it)',
    onAws: 'CloudFormation changes a global table where it is, but for its keys and its name',
  },
} as const satisfies Readonly<Record<string, Difference>>;

export type DifferenceId = keyof typeof DIFFERENCES;

/** The program that starts the emulator fails where it has nothing to repair. */
const REPAIRED: readonly DifferenceId[] = ['nested-update-forgets-attributes', 'global-table-update-replaces'];

export class Differences {
  private readonly seen = new Set<DifferenceId>();

  /** Fails when the emulator does not differ so any more: then the entry goes, and the step expects what AWS does. */
  met(id: DifferenceId, differs: boolean): void {
    ok(differs, `the emulator does not differ any more: it ${DIFFERENCES[id].what}`);
    this.seen.add(id);
  }

  /** Throws for the differences that nothing met. */
  allMet(): void {
    const ids = Object.keys(DIFFERENCES) as DifferenceId[];
    const unmet = ids.filter((id) => !this.seen.has(id) && !REPAIRED.includes(id));
    ok(unmet.length === 0, `no step met the difference ${unmet.join(', ')}; remove it from the list, or meet it`);
  }
}
