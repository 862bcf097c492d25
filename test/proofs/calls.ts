/** How the journeys call each API. `what` is a method and a path. */
import { type Answer, bearer, type Credentials, send, type Sent } from '../support/local-run';
import type { Scene } from './expectation';

const call =
  (output: string) =>
  ({ run }: Scene, what: string, sent?: Sent): Promise<Answer> => {
    const [method = '', path = ''] = what.split(' ');
    return send(method, `${run.outputs[output] ?? ''}${path}`, sent);
  };

export const callGuarded = call('ApiUrl');
export const callManagement = call('ManagementUrl');

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

/** What an operator of exactly these scopes sends. */
export const asOperator = ({ visitors }: Scene, ...scopes: string[]) => bearer(visitors.operator(scopes));

/** The request of a client for a token; all its scopes when none is named. */
export const askForToken = ({ clientId, clientSecret }: Credentials, scope?: string) => ({
  headers: FORM,
  body: new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    ...(scope !== undefined && { scope }),
  }).toString(),
});

/** Asks the issuer itself. */
export const fetchToken = ({ run }: Scene, client: Credentials, scope?: string): Promise<Answer> =>
  send('POST', run.outputs.TokenUrl ?? '', askForToken(client, scope));

/** The API of the token cache: its one route is the whole of the output's path. */
export function callTokens({ run }: Scene, what: string, sent?: Sent): Promise<Answer> {
  const [method = '', path = ''] = what.split(' ');
  return send(method, `${(run.outputs.CachedTokenUrl ?? '').replace(/\/oauth2\/token$/, '')}${path}`, sent);
}
