/** `sallyport members …`: the people who administer an account in the portal. A deployment without a portal has none. */
import type { Answer, Operation } from '../../client/types';
import { MEMBER_ROLES } from '../../lambda/domain/vocabulary';
import type { Column } from '../output/table';
import { type ApiVerb, apiVerb, type Context } from './api-verb';
import { nameOr } from './naming';
import { asDone, asRecord, asTable } from './show';
import { ACCOUNT, idOf, needed, oneOf, option, textOf } from './values';

type Member = Answer<Operation<'get', '/accounts/{accountId}/members'>>['items'][number];

const account = { account: ACCOUNT };
const MEMBER = { account: ACCOUNT, member: idOf('member, its subject') };
const ROLE = { role: needed(option(oneOf('ROLE', MEMBER_ROLES), MEMBER_ROLES.join(', '))) };

interface Named {
  readonly account: string;
  readonly member: string;
}
const pathOf = ({ account: accountId, member: subject }: Named) => ({ accountId, subject });

const COLUMNS: readonly Column<Member>[] = [
  { head: 'SUBJECT', cell: ({ subject }) => subject, whole: true },
  { head: 'EMAIL', cell: ({ email }) => email },
  { head: 'ROLE', cell: ({ role }) => role },
  { head: 'CREATED', cell: ({ createdAt }) => createdAt },
];

const list = apiVerb({
  name: 'members list',
  summary: 'Lists the people who administer an account',
  arguments: account,
  call: ({ api, signal }, { account: accountId }) =>
    api.get('/accounts/{accountId}/members', { path: { accountId }, signal }),
  show: asTable(COLUMNS),
});

const add = apiVerb({
  name: 'members add',
  summary: 'Makes a person a member of an account, and invites who is new',
  arguments: account,
  options: { email: needed(option(textOf('ADDRESS'), 'where the invitation goes')), ...ROLE },
  notes: 'A member who never signed in gets a new invitation.',
  call: ({ api, signal }, { account: accountId, email, role }) =>
    api.post('/accounts/{accountId}/members', { path: { accountId }, body: { email, role }, signal }),
  show: asRecord,
});

const update = apiVerb({
  name: 'members update',
  summary: 'Gives a member another role',
  arguments: MEMBER,
  options: ROLE,
  call: ({ api, signal }, { role, ...given }) =>
    api.patch('/accounts/{accountId}/members/{subject}', { path: pathOf(given), body: { role }, signal }),
  show: asRecord,
});

const nameOf = ({ api, signal }: Context, { account: accountId, member: subject }: Named): Promise<string> =>
  nameOr(`member ${subject}`, async () => {
    const { items } = await api.get('/accounts/{accountId}/members', { path: { accountId }, signal });
    const found = items.find((one) => one.subject === subject);
    return found === undefined ? `member ${subject}` : `${found.email} (${found.role})`;
  });

const remove = apiVerb({
  name: 'members remove',
  summary: 'Ends a person’s access to an account; their other accounts stay',
  arguments: MEMBER,
  ends: async (context, given) => `This removes ${await nameOf(context, given)} from account ${given.account}.`,
  call: ({ api, signal }, given) =>
    api.delete('/accounts/{accountId}/members/{subject}', { path: pathOf(given), signal }),
  show: asDone,
});

export const MEMBER_VERBS: readonly ApiVerb[] = [list, add, update, remove];
