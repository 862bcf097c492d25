/** The schemas of people. */
import { SUBJECT } from '../../lambda/domain/key-format';
import { MEMBER_ROLES } from '../../lambda/domain/vocabulary';
import { listOf, type Members, object, oneOf, ref, type Schema, text, time } from './schema-builders';

const subject: Schema = {
  type: 'string',
  pattern: SUBJECT.source,
  description: 'The person’s `sub` in the people’s user pool.',
  examples: ['8a7b6c5d-1e2f-4a3b-9c8d-7e6f5a4b3c2d'],
};
const email = text(128);
const role = oneOf(MEMBER_ROLES);

/** `shared` are the members that other records have too. */
export const memberSchemas = (shared: Record<'accountId' | 'createdBy' | 'version', Schema>): Members => ({
  Member: object({
    subject,
    email,
    role,
    createdAt: time,
    createdBy: shared.createdBy,
    version: shared.version,
  }),
  Members: object({ items: listOf(ref('Member'), 200) }),
  Me: object({
    subject,
    'email?': { ...email, description: 'Absent of a person who is neither a member nor an operator.' },
    operator: { type: 'boolean', description: 'Whether the person administers all accounts.' },
    sourceIp: { type: 'string', description: 'The address from which this request came.' },
    accounts: listOf(object({ id: shared.accountId, name: text(80), role }), 10_000),
  }),
});
