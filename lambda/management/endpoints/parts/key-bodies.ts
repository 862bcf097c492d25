/** The bodies of keys. In a merge patch (RFC 7396), `null` removes an optional member. */
import * as z from 'zod';
import { KEY_ID } from '../../../domain/key-format';
import { DEFAULT_GRACE_SECONDS, dateErrors, planErrors, scopeErrors } from '../../../engine/validation';
import type { LegibleBody, Moment } from '../../wire/field-errors';
import { instant, integer, line, lines, list, metadata, presentedKey } from '../../wire/fields';
import { accountOfKey, grantErrors } from './account-bodies';
import {
  label,
  metadataPatch,
  networks,
  networksPatch,
  plan,
  revokeBody,
  SIZE,
  scopes,
  scopesPatch,
  WHOLE,
} from './request-parts';

const description = lines(500);
const tags = list(line(64), 10).meta({ examples: [['nightly']] });

const OWN_PLAN = {
  description:
    'A plan of the key’s own: its calls use a budget of their own and not the account’s. Rate, burst and quota must not be ' +
    'above those of the account’s plan. While they are, the key uses the account’s budget.',
};

export const issueKeyBody = z
  .strictObject({
    label,
    scopes,
    description: description.optional(),
    expiresAt: instant.optional(),
    notBefore: instant.optional(),
    networks: networks.optional(),
    metadata: metadata.optional(),
    tags: tags.optional(),
    plan: plan.optional().meta(OWN_PLAN),
    account: accountOfKey.optional(),
  })
  .meta(SIZE);

/** The secret is named once, by itself or by its hash. */
const foreignKey = z
  .strictObject({
    key: presentedKey.optional(),
    hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'Must be a SHA-256 as 64 lower-case hexadecimal digits.')
      .optional()
      .meta({
        description:
          'SHA-256 of the presented key. Its form cannot be checked: a key whose form is not declared never works.',
        examples: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
      }),
    ...issueKeyBody.omit({ account: true }).shape,
  })
  .refine(({ key, hash }) => (key === undefined) !== (hash === undefined), 'Must have either "key" or "hash".')
  .meta({
    if: { required: ['key'] },
    then: { not: { required: ['hash'] } },
    else: { required: ['hash'] },
    description: `Has either \`key\` or \`hash\`. ${SIZE.description}`,
  });

export const importKeysBody = z.strictObject({
  keys: list(foreignKey, 100).min(1, 'Must name at least one key.'),
});

export const updateKeyBody = z
  .strictObject({
    label: label.optional(),
    scopes: scopesPatch,
    description: description.nullish(),
    expiresAt: instant.nullish(),
    notBefore: instant.nullish(),
    networks: networksPatch,
    metadata: metadataPatch,
    tags: tags.nullish().meta(WHOLE),
    plan: plan.nullish().meta(OWN_PLAN),
  })
  .meta(SIZE);

export const rotateKeyBody = z.strictObject({
  graceSeconds: integer(0, 604_800).default(DEFAULT_GRACE_SECONDS).meta({
    description:
      'How long the replaced secret still works. Has no effect while an earlier grace runs: `replace` leaves that grace as it is.',
  }),
  replace: z
    .literal('newest', 'Must be "newest".')
    .optional()
    .meta({
      description:
        'While a grace runs: the newest secret ends at once, and the older one keeps its grace. ' +
        'While none runs: an ordinary rotation.',
    }),
});

const keyId = z
  .string()
  .regex(KEY_ID, 'Must be the id of a key: 18 letters and digits.')
  .meta({ examples: ['4mZbq0XkP1t7Yc2LwQ'] });

/** For the list and the revoke. */
export const UNUSED_SINCE =
  'Keys that no use is known of from this instant on, 1 to 400 days ago; a key that was never used counts from its ' +
  '`createdAt`. Uses from before the deployment counted usage are not known, so ask for no time before that.';

/** A filter that asks for nothing would select every key: revoke-all is there for that. */
const keyFilter = z
  .strictObject({
    tag: line(64).optional().meta({ description: 'Keys that have this tag.' }),
    createdBefore: instant.optional(),
    unusedSince: instant.optional().meta({ description: UNUSED_SINCE }),
    ids: list(keyId, 100)
      .min(1, 'Must name at least one key.')
      .optional()
      .meta({ examples: [['4mZbq0XkP1t7Yc2LwQ']] }),
  })
  .refine((filter) => Object.keys(filter).length > 0, 'Must have at least one member, such as "tag".')
  .meta({ minProperties: 1, description: 'Selects the keys that have everything that is named here.' });

export const revokeKeysBody = z.strictObject({
  filter: keyFilter,
  reason: revokeBody.shape.reason,
  dryRun: z.boolean().default(false).meta({
    description: '`true`: the answer shows the keys that would be revoked, as they are; nothing is changed.',
  }),
});

export const keyErrors = (body: LegibleBody, moment: Moment) => [
  ...dateErrors(body, moment.now),
  ...scopeErrors(body.scopes ?? [], moment.catalogue),
  ...planErrors(body.plan, moment.plans),
  ...grantErrors(body.account ?? {}, moment, '/account'),
];
