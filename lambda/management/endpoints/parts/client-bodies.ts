/** The bodies of OAuth clients and operators, and the queries of lists of clients. */
import * as z from 'zod';
import { MANAGEMENT_CATALOGUE } from '../../../domain/policy';
import { CLIENT_STATUSES } from '../../../domain/status';
import { scopeErrors } from '../../../engine/validation';
import type { LegibleBody, Moment } from '../../wire/field-errors';
import { credential, instant, list } from '../../wire/fields';
import {
  label,
  oneOfQuery,
  page,
  plan,
  SIZE,
  scopes,
  scopesPatch,
  tokenLifetimeMinutes,
  wholeLabel,
} from './request-parts';

const status = oneOfQuery(CLIENT_STATUSES);
export const listClientsQuery = z.strictObject({ status, label: wholeLabel, ...page });
export const listAllClientsQuery = z.strictObject({
  status,
  plan: plan.optional().meta({ description: 'Clients of accounts on this plan.' }),
  unusedSince: instant.optional().meta({ description: 'As of the list of keys.' }),
  ...page,
});

/** Cognito has the same default. */
const issuedLifetime = tokenLifetimeMinutes.default(60);
export const issueClientBody = z.strictObject({ label, scopes, tokenLifetimeMinutes: issuedLifetime }).meta(SIZE);

export const adoptClientBody = z
  .strictObject({
    label,
    scopes,
    token: credential.optional().meta({
      description:
        'An access token of the app client, without a scheme: the proof that it is yours to give. Required unless ' +
        'the account has the client already; then it is not looked at. It is kept nowhere.',
    }),
  })
  .meta(SIZE);

export const updateClientBody = z
  .strictObject({
    label: label.optional(),
    scopes: scopesPatch,
    tokenLifetimeMinutes: tokenLifetimeMinutes.optional().meta({
      description: 'Applies to tokens issued after the change. An adopted client cannot have a lifetime here.',
    }),
  })
  .meta(SIZE);
const managementScope = z.enum(MANAGEMENT_CATALOGUE, 'Must be a management scope, such as "read:keys".');

export const issueOperatorBody = z.strictObject({
  label,
  scopes: list(managementScope, MANAGEMENT_CATALOGUE.length)
    .min(1, 'Must have at least 1 entry.')
    .meta({
      description: 'Management scopes. The operator that sends this request needs every one of them.',
      examples: [['read:keys', 'revoke:keys']],
    }),
  tokenLifetimeMinutes: issuedLifetime,
});

export const clientErrors = (body: LegibleBody, { catalogue }: Moment) => scopeErrors(body.scopes ?? [], catalogue);
