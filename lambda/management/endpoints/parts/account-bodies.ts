/** The bodies of accounts. In a merge patch (RFC 7396), `null` removes an optional member. */
import * as z from 'zod';
import { planErrors, scopeErrors } from '../../../engine/validation';
import type { LegibleBody, Moment } from '../../wire/field-errors';
import { externalId as externalIdText, integer, line, metadata } from '../../wire/fields';
import { metadataPatch, networks, networksPatch, plan, SIZE, scopes, scopesPatch } from './request-parts';

const name = line(80).meta({ examples: ['Acme Corp'] });
const externalId = externalIdText.meta({ examples: ['customer-4711'] });
const maxActiveKeys = integer(0, 10_000);
const maxKeyLifetimeDays = integer(1, 36_500);
const defaultKeyLifetimeDays = integer(1, 36_500);
const inactivityDays = integer(1, 365);
const INACTIVITY = {
  description:
    'Days without a call after which a key expires: a daily task ends it. A key that was never used counts from its ' +
    '`createdAt`. Absent: the deployment’s default, if it has one.',
};
const DEFAULT_LIFETIME = {
  description:
    'Life of a key that is issued without an `expiresAt`, cut to the longest life. Keys that exist keep theirs. Absent: ' +
    'the deployment’s default, if it has one.',
};

const grant = z
  .strictObject({
    scopes: scopes.optional(),
    maxActiveKeys: maxActiveKeys.optional(),
    maxKeyLifetimeDays: maxKeyLifetimeDays.optional(),
    defaultKeyLifetimeDays: defaultKeyLifetimeDays.optional().meta(DEFAULT_LIFETIME),
    inactivityDays: inactivityDays.optional().meta(INACTIVITY),
    networks: networks.optional(),
    plan: plan.optional(),
  })
  .optional();

export const createAccountBody = z
  .strictObject({ name, externalId: externalId.optional(), grant, metadata: metadata.optional() })
  .meta(SIZE);

/** An account that is made with its first key. The path has its external id. */
export const accountOfKey = z.strictObject({ name, grant, metadata: metadata.optional() }).meta({
  description:
    'The account to make if no account has the external id in the path. Needs `write:accounts` too. Its own limit ' +
    'of bytes and scopes is that of `POST /accounts`.',
  examples: [{ name: 'Acme Corp', grant: { scopes: ['read:orders'] } }],
});

export const updateAccountBody = z
  .strictObject({
    name: name.optional(),
    externalId: externalId.nullish(),
    grant: z
      .strictObject({
        scopes: scopesPatch,
        maxActiveKeys: maxActiveKeys.nullish(),
        maxKeyLifetimeDays: maxKeyLifetimeDays.nullish(),
        defaultKeyLifetimeDays: defaultKeyLifetimeDays.nullish().meta(DEFAULT_LIFETIME),
        inactivityDays: inactivityDays.nullish().meta(INACTIVITY),
        networks: networksPatch,
        plan: plan.nullish(),
      })
      .optional(),
    metadata: metadataPatch,
  })
  .meta(SIZE);

export const grantErrors = ({ grant }: LegibleBody, { catalogue, plans }: Moment, pointer = '') => [
  ...scopeErrors(grant?.scopes ?? [], catalogue, `${pointer}/grant/scopes`),
  ...planErrors(grant?.plan, plans, `${pointer}/grant/plan`),
];
