/** The endpoint that tells services outside API Gateway whether a credential is valid, and whose it is. */
import * as z from 'zod';
import { ruleErrors } from '../../engine/validation';
import { type VerifyDeps, verifyCredential } from '../operations/verify-credential';
import type { LegibleBody, Moment } from '../wire/field-errors';
import { address, credential, scopeRule } from '../wire/fields';
import { verdictReply } from '../wire/replies';
import { pathAndBody } from '../wire/request-shape';
import { endpoint } from './endpoint';
import { noParams } from './parts/request-parts';

/** `credential` is a key or token without a scheme such as `Bearer`; `sourceIp` is the address of its sender. */
export const verifyBody = z.strictObject({
  credential: credential.meta({ description: 'A key or an access token, without a scheme.' }),
  scope: scopeRule
    .meta({
      description:
        'The scope that the credential needs, or several: one of `anyOf`, or all of `allOf`. Absent: any valid credential ' +
        'is accepted.',
      examples: ['read:orders', { anyOf: ['read:orders', 'admin:orders'] }],
    })
    .optional(),
  sourceIp: address
    .meta({
      description: 'The address from which the credential was presented. Needed for a credential with networks.',
      examples: ['192.0.2.7'],
    })
    .optional(),
});

const verifyErrors = ({ scope: asked }: LegibleBody, { catalogue }: Moment) =>
  asked === undefined ? [] : ruleErrors(asked, catalogue);

export const verifyEndpoints = [
  endpoint({
    route: 'POST /verify',
    function: 'verify',
    id: 'verifyCredential',
    summary: 'Verify a key or an access token',
    description:
      'For services that are not behind API Gateway. The decision is the one that the authorizer would make. The ' +
      'status is 200, also for a credential that is refused.',
    scopes: ['verify:credentials'],
    ...pathAndBody(noParams, verifyBody),
    check: verifyErrors,
    problems: [],
    run: (deps: VerifyDeps, call, { body }) => verifyCredential(deps, call, body),
    reply: verdictReply,
  }),
];
