/** Calls to the function of members that need what the plain calls of its routes do not. */
import type { LocalRun } from '../../local/start';
import type { Answer } from '../support/local-run';
import type { Management } from '../support/one-call-a-route';
import { askWhoIsThis } from './seeded-records';

interface PeopleCall {
  readonly function: 'members';
  readonly call: string;
  readonly make: (at: Management, run: LocalRun) => Promise<Answer>;
}

export function peopleCalls(accountId: () => string): readonly PeopleCall[] {
  const invite = (at: Management, email: string): Promise<Answer> =>
    at.manage('POST', `/accounts/${accountId()}/members`, { body: { email, role: 'viewer' } });
  return [
    ...['ada@example.com', 'olga@example.com'].map((email) => ({
      function: 'members' as const,
      call: `${email} asks who this is`,
      make: (at: Management, run: LocalRun) => askWhoIsThis(at, run, email),
    })),
    {
      function: 'members',
      call: 'a person who is known is made a member',
      make: (at) => invite(at, 'bob@example.com'),
    },
    {
      function: 'members',
      call: 'a person whom nobody knows is invited',
      make: (at) => invite(at, 'new@example.com'),
    },
    {
      function: 'members',
      call: 'an invitation that Cognito did not send is sent by the next request',
      make: async (at, run) => {
        run.people?.fail('throttle', { target: 'pool', operation: 'AdminCreateUser' });
        const { status } = await invite(at, 'later@example.com');
        run.people?.fail('none', { target: 'pool' });
        const again = await invite(at, 'later@example.com');
        return status === 429 ? again : { ...again, status };
      },
    },
  ];
}
