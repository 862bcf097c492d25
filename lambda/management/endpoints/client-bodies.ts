/** The bodies of OAuth clients and operators. */
import * as z from 'zod';
import { MANAGEMENT_CATALOGUE } from '../../domain/policy';
import { scopeErrors } from '../../engine/validation';
import { DEFAULT_TOKEN_LIFETIME } from '../operations/clients/issue-client';
import type { LegibleBody, Moment } from '../wire/field-errors';
import { list } from '../wire/fields';
import { label, SIZE, scopes, scopesPatch, tokenLifetimeMinutes } from './request-parts';

export const issueClientBody = z
  .strictObject({ label, scopes, tokenLifetimeMinutes: tokenLifetimeMinutes.default(DEFAULT_TOKEN_LIFETIME) })
  .meta(SIZE);

export const adoptClientBody = z.strictObject({ label, scopes }).meta(SIZE);

export const updateClientBody = z
  .strictObject({
    label: label.optional(),
    scopes: scopesPatch,
    tokenLifetimeMinutes: tokenLifetimeMinutes.optional().meta({
      description: 'Of tokens that are fetched from then on. Only of a client that was issued, not adopted.',
    }),
  })
  .meta(SIZE);
const managementScope = z.enum(MANAGEMENT_CATALOGUE, 'Must be a management scope, such as "read:keys".');

export const issueOperatorBody = z.strictObject({
  label,
  scopes: list(managementScope, MANAGEMENT_CATALOGUE.length)
    .min(1, 'Must have at least 1 entry.')
    .meta({
      description: 'Management scopes, each of which the operator that asks has itself.',
      examples: [['read:keys', 'revoke:keys']],
    }),
  tokenLifetimeMinutes: tokenLifetimeMinutes.default(DEFAULT_TOKEN_LIFETIME),
});

export const clientErrors = (body: LegibleBody, { catalogue }: Moment) => scopeErrors(body.scopes ?? [], catalogue);
