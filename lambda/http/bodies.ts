/**
 * The bodies that routes take. Strict: a member that is not named here is a fault, so nothing can be set that
 * is not the caller's to set. `null` in a merge patch (RFC 7396) removes a member that may be absent.
 */
import * as z from 'zod';
import { TOKEN_MAX_LENGTH } from '../core/token-format';
import { REVOCATION_REASONS } from '../core/vocabulary';
import { address, instant, integer, list, metadata, network, scope, text } from './fields';

const name = text(1, 80).meta({ examples: ['Acme Corp'] });
const label = text(1, 80).meta({ examples: ['Nightly export'] });
const externalId = text(1, 128).meta({ examples: ['customer-4711'] });
const description = text(0, 500);
const scopes = list(scope, 50).meta({ examples: [['read:orders']] });
const networks = list(network, 50).meta({ examples: [['192.0.2.0/24']] });
const tags = list(text(1, 64), 10).meta({ examples: [['nightly']] });
const maxActiveKeys = integer(0, 10_000);
const maxKeyLifetimeDays = integer(1, 36_500);

export const createAccountBody = z.strictObject({
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
});

export const updateAccountBody = z.strictObject({
  name: name.optional(),
  externalId: externalId.nullish(),
  grant: z
    .strictObject({
      scopes: scopes.optional(),
      maxActiveKeys: maxActiveKeys.nullish(),
      maxKeyLifetimeDays: maxKeyLifetimeDays.nullish(),
      networks: networks.nullish(),
    })
    .optional(),
  metadata: metadata.nullish(),
});

export const issueKeyBody = z.strictObject({
  label,
  scopes,
  description: description.optional(),
  expiresAt: instant.optional(),
  notBefore: instant.optional(),
  networks: networks.optional(),
  metadata: metadata.optional(),
  tags: tags.optional(),
});

export const updateKeyBody = z.strictObject({
  label: label.optional(),
  scopes: scopes.optional(),
  description: description.nullish(),
  expiresAt: instant.nullish(),
  notBefore: instant.nullish(),
  networks: networks.nullish(),
  metadata: metadata.nullish(),
  tags: tags.nullish(),
});

export const rotateKeyBody = z.strictObject({
  graceSeconds: integer(0, 604_800).default(86_400),
  replace: z.literal('newest', 'Must be "newest".').optional(),
});

export const revokeBody = z.strictObject({
  reason: z.enum(REVOCATION_REASONS, `Must be one of ${REVOCATION_REASONS.join(', ')}.`).default('unspecified'),
});

export const adoptClientBody = z.strictObject({ label, scopes });

export const updateClientBody = z.strictObject({ label: label.optional(), scopes: scopes.optional() });

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
