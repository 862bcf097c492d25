/**
 * The bodies that routes take. Strict: a member that is not named here is a fault, so nothing can be set that
 * is not the caller's to set. `null` in a merge patch (RFC 7396) removes a member that may be absent.
 */
import * as z from 'zod';
import { DEFAULT_GRACE_SECONDS, RECORD_BYTES_MAX, SCOPES_MAX } from '../../engine/validation';
import { DEFAULT_TOKEN_LIFETIME } from '../operations/clients/issue-client';
import { MANAGEMENT_CATALOGUE } from '../../domain/policy';
import { TOKEN_MAX_LENGTH } from '../../domain/token-format';
import { REVOCATION_REASONS } from '../../domain/vocabulary';
import { address, instant, integer, list, metadata, network, scope, text } from './fields';

const name = text(1, 80).meta({ examples: ['Acme Corp'] });
const label = text(1, 80).meta({ examples: ['Nightly export'] });
const externalId = text(1, 128).meta({ examples: ['customer-4711'] });
const description = text(0, 500);
const scopes = list(scope, 50).meta({ examples: [['read:orders']] });
const networks = list(network, 50).meta({ examples: [['192.0.2.0/24']] });
const tags = list(text(1, 64), 10).meta({ examples: [['nightly']] });
/** RFC 7396 replaces lists; metadata too is one value to us. */
const WHOLE = { description: 'A patch replaces it whole; nothing of the old value stays. `null` removes it.' };
const WHOLE_LIST = { description: 'A patch replaces the whole list.' };
const metadataPatch = metadata.nullish().meta(WHOLE);
const networksPatch = networks.nullish().meta(WHOLE);
const scopesPatch = scopes.optional().meta(WHOLE_LIST);
/** What no member's own limit says. */
const SIZE = {
  description:
    `Texts and lists of one record take at most ${RECORD_BYTES_MAX} bytes together, as JSON in UTF-8 with wildcards ` +
    `expanded, and name at most ${SCOPES_MAX} scopes.`,
};
const maxActiveKeys = integer(0, 10_000);
const maxKeyLifetimeDays = integer(1, 36_500);

export const createAccountBody = z
  .strictObject({
    name,
    externalId: externalId.optional(),
    grant: z
      .strictObject({
        scopes: scopes.optional(),
        maxActiveKeys: maxActiveKeys.optional(),
        maxKeyLifetimeDays: maxKeyLifetimeDays.optional(),
        networks: networks.optional(),
      })
      .optional(),
    metadata: metadata.optional(),
  })
  .meta(SIZE);

export const updateAccountBody = z
  .strictObject({
    name: name.optional(),
    externalId: externalId.nullish(),
    grant: z
      .strictObject({
        scopes: scopesPatch,
        maxActiveKeys: maxActiveKeys.nullish(),
        maxKeyLifetimeDays: maxKeyLifetimeDays.nullish(),
        networks: networksPatch,
      })
      .optional(),
    metadata: metadataPatch,
  })
  .meta(SIZE);

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
  })
  .meta(SIZE);

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
  })
  .meta(SIZE);

export const rotateKeyBody = z.strictObject({
  graceSeconds: integer(0, 604_800).default(DEFAULT_GRACE_SECONDS).meta({
    description: 'How long the replaced secret goes on. Without effect where `replace` leaves a grace as it is.',
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

export const revokeBody = z.strictObject({
  reason: z.enum(REVOCATION_REASONS, `Must be one of ${REVOCATION_REASONS.join(', ')}.`).default('unspecified'),
});

/** Cognito's own limits of an app client's access tokens. */
const tokenLifetimeMinutes = integer(5, 1_440);

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

const credentialLength = `Must have 1 to ${TOKEN_MAX_LENGTH} characters.`;

/** A key or a token as its holder presents it, without a scheme; `sourceIp` is its holder's address. */
export const verifyBody = z.strictObject({
  credential: z
    .string()
    .min(1, credentialLength)
    .max(TOKEN_MAX_LENGTH, credentialLength)
    .meta({ description: 'A key or an access token, without a scheme.' }),
  scope: scope
    .meta({ description: 'One scope. Absent: any valid credential will do.', examples: ['read:orders'] })
    .optional(),
  sourceIp: address
    .meta({ description: 'Whence it was presented; a credential with networks needs it.', examples: ['192.0.2.7'] })
    .optional(),
});

/** Any text: whether it is a key of ours is not told. */
export const revocationBody = z.strictObject({ key: z.string() });

/** Of routes that need nothing but their path. */
export const emptyBody = z.strictObject({});
