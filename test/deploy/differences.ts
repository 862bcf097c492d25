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
} as const satisfies Readonly<Record<string, Difference>>;

export type DifferenceId = keyof typeof DIFFERENCES;

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
    const unmet = ids.filter((id) => !this.seen.has(id));
    ok(unmet.length === 0, `no step met the difference ${unmet.join(', ')}; remove it from the list, or meet it`);
  }
}
