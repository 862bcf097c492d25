/** What several schemas of answers are made of. */
import { CLIENT_ID } from '../../lambda/domain/key-format';
import { REVOCATION_REASONS } from '../../lambda/domain/vocabulary';

export type Schema = Readonly<Record<string, unknown>>;

export const object = (required: Record<string, Schema>, optional: Record<string, Schema> = {}): Schema => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(required),
  properties: { ...required, ...optional },
});
export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
export const listOf = (items: Schema, maxItems: number): Schema => ({ type: 'array', maxItems, items });
export const page = (items: Schema): Schema =>
  object(
    { items: listOf(items, 100) },
    { nextCursor: { type: 'string', description: 'Absent on the last page. A page may be short and still have one.' } },
  );

export const text = (maxLength: number): Schema => ({ type: 'string', maxLength });
export const time: Schema = { type: 'string', format: 'date-time', pattern: 'Z$', description: 'RFC 3339 in UTC.' };
export const version: Schema = { type: 'integer', minimum: 1, description: 'Moves with every change; also in `ETag`.' };
export const accountId: Schema = { type: 'string', pattern: '^[0-9A-Za-z]{10}$', examples: ['4mZbq0XkP1'] };
export const keyId: Schema = { type: 'string', pattern: '^[0-9A-Za-z]{18}$', examples: ['4mZbq0XkP1t7Yc2LwQ'] };
export const clientId: Schema = { type: 'string', pattern: CLIENT_ID.source, examples: ['5p3v7m2kq9example'] };
export const scopes = listOf({ type: 'string', maxLength: 64, examples: ['read:orders'] }, 50);
export const networks = listOf({ type: 'string', maxLength: 64, examples: ['192.0.2.0/24'] }, 50);
export const metadata: Schema = { type: 'object', additionalProperties: true };
export const createdBy: Schema = { type: 'string', examples: ['operator:1h57kf5cpq17m0eml12EXAMPLE'] };
export const revocationReason: Schema = { type: 'string', enum: REVOCATION_REASONS };
export const effectiveScopes = { ...scopes, description: '`scopes` as far as the account’s grant goes, as of now.' };

/** Of a replay, which has no secret. */
export const replayed: Readonly<Record<string, Schema>> = {
  secretShown: { type: 'boolean', const: false },
  detail: { type: 'string', description: 'How to get a new secret.' },
};
