/** Parts that requests of several resources share: path parameters, queries of lists, members of bodies. */
import * as z from 'zod';
import { ACCOUNT_ID, CLIENT_ID, KEY_ID, SUBJECT } from '../../../domain/key-format';
import { PLAN_NAME } from '../../../domain/plans';
import { MEMBER_ROLES, REVOCATION_REASONS } from '../../../domain/vocabulary';
import { RECORD_BYTES_MAX, SCOPES_MAX } from '../../../engine/validation';
import { CURSOR_FORM } from '../../wire/cursor';
import { accountName } from '../../wire/account-name';
import { integer, line, list, metadata, network, scope } from '../../wire/fields';
import { action } from '../../wire/request-shape';

/** Only the OpenAPI document has the pattern. A malformed id gets the same 404 as an id that does not exist. */
const id = (form: RegExp) => z.string().meta({ pattern: form.source });
const keyId = id(KEY_ID);
const clientId = id(CLIENT_ID);
const secretId = z.string().meta({ pattern: '^[0-9A-Za-z_+-]+$' });

export const noParams = z.object({});
export const accountParams = z.object({ accountId: accountName });
export const keyParams = z.object({ accountId: accountName, keyId });
export const keyIdParams = z.object({ keyId });
export const clientParams = z.object({ accountId: accountName, clientId });
export const clientSecretParams = z.object({ accountId: accountName, clientId, secretId });
export const memberParams = z.object({ accountId: accountName, subject: id(SUBJECT) });
export const operatorParams = z.object({ operatorId: clientId });
export const operatorSecretParams = z.object({ operatorId: clientId, secretId });

/** Checks only the form. The operation checks that the deployment has the plan. */
export const plan = z
  .string()
  .regex(PLAN_NAME, 'Must be the name of a plan, such as "free".')
  .meta({ description: 'A plan of the deployment; `GET /plans` lists them.', examples: ['free'] });

/** The query parameters of every list. */
export const page = {
  limit: z
    .string()
    .refine((value) => /^(?:[1-9]\d?|100)$/.test(value), 'Must be a whole number from 1 to 100.')
    .transform(Number)
    .default(50)
    .meta({
      type: 'integer',
      minimum: 1,
      maximum: 100,
      default: 50,
      description: 'Maximum number of items on the page.',
    }),
  cursor: z.string().optional().meta({
    pattern: CURSOR_FORM.source,
    description: '`nextCursor` of the previous page of the same list with the same filters.',
  }),
};

export const wholeLabel = line(80).optional().meta({ description: 'The exact label.' });

export const oneOfQuery = <const T extends readonly string[]>(values: T) =>
  z.enum(values, `Must be one of ${values.join(', ')}.`).optional();

/** How a list of the credentials of all accounts reads them. */
export const OF_ALL =
  'The list comes from an index that may be behind by seconds; what it shows is as it is now. Its order stays the same ' +
  'and has no meaning. A page may be short and still have a `nextCursor`.';
/** The positions of such a list: a shard, or a shard, an account and an id of this form. */
export const credentialPositions = (id: RegExp) => ({
  form: new RegExp(`^[0-9a-f](?:${ACCOUNT_ID.source.slice(1, -1)}${id.source.slice(1, -1)})?$`),
  afterAccountId: false,
});

export const base62Text = (length: number): RegExp => new RegExp(`^[0-9A-Za-z]{${length}}$`);

export const role = z.enum(MEMBER_ROLES, `Must be one of ${MEMBER_ROLES.join(', ')}.`).meta({
  description: 'A `viewer` reads, a `developer` also manages keys and clients, an `owner` also manages members.',
});
export const label = line(80).meta({ examples: ['Nightly export'] });
export const scopes = list(scope, 50).meta({ examples: [['read:orders']] });
export const networks = list(network, 50).meta({ examples: [['192.0.2.0/24']] });
/** A patch replaces a list as a whole (RFC 7396), and also `metadata`, which RFC 7396 would merge. */
export const WHOLE = { description: 'A patch replaces the whole value. `null` removes the value.' };
const WHOLE_LIST = { description: 'A patch replaces the whole list.' };
export const metadataPatch = metadata.nullish().meta(WHOLE);
export const networksPatch = networks.nullish().meta(WHOLE);
export const scopesPatch = scopes.optional().meta(WHOLE_LIST);
/** The size limit of a whole record, besides the limits of its members. */
export const SIZE = {
  description:
    `Texts and lists of one record take at most ${RECORD_BYTES_MAX} bytes together, as JSON in UTF-8 with wildcards ` +
    `expanded, and name at most ${SCOPES_MAX} scopes.`,
};
/** Cognito accepts these lifetimes for access tokens: 5 minutes to 1 day. */
export const tokenLifetimeMinutes = integer(5, 1_440);

export const revokeBody = z.strictObject({
  reason: z.enum(REVOCATION_REASONS, `Must be one of ${REVOCATION_REASONS.join(', ')}.`).default('unspecified'),
});

/** How PATCH treats lists and objects, for the OpenAPI document. */
export const MERGE_PATCH =
  'A JSON merge patch (RFC 7396): `null` removes a member. A list (`scopes`, `networks`, `tags`) is replaced as a ' +
  'whole. `metadata` is too, which differs from RFC 7396: send all of it.';

/** The request of a revoke endpoint: a body with an optional `reason`, or no body. */
export const optionalReason = <P>(params: P) => action(params, revokeBody);

/** The problems of endpoints whose path names a key, a member, a client, an issued client, or an operator that must be active. */
export const NO_KEY = ['account-not-found', 'key-not-found'] as const;
export const NO_MEMBER = ['account-not-found', 'member-not-found'] as const;
export const NO_CLIENT = ['account-not-found', 'client-not-found'] as const;
export const NO_ISSUED_CLIENT = [...NO_CLIENT, 'client-not-active', 'client-not-issued'] as const;
export const NO_LIVE_OPERATOR = ['operator-not-found', 'operator-not-active'] as const;
