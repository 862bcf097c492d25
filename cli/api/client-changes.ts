/** `sallyport clients adopt` and `clients update`: label and scopes of a client, and an app client that exists. */
import type { OAuthClient } from '../../client/index';
import { UsageError } from '../declaration';
import type { World } from '../world';
import { type ApiVerb, apiVerb } from './api-verb';
import { CLIENT, clientPathOf } from './clients';
import { asRecord } from './show';
import { as, LABEL, needed, NUMBER, option, repeated, textOf } from './values';

const SCOPES = as('scopes', repeated(option(textOf('SCOPE'), 'scope of the client')));

/** The variable wins, so that nothing waits for stdin where a script has set it. */
const TOKEN_VARIABLE = 'SALLYPORT_CLIENT_TOKEN';

async function tokenFor({ environment, readInput }: World, signal: AbortSignal): Promise<string | undefined> {
  const token = (environment[TOKEN_VARIABLE] || (await readInput(signal))).trim();
  return token === '' ? undefined : token;
}

const adopt = apiVerb({
  name: 'clients adopt',
  summary: 'Gives an account an app client of Cognito that exists already',
  arguments: CLIENT,
  options: {
    label: needed(option(LABEL, 'what lists show')),
    scope: needed(SCOPES),
  },
  notes: `An access token of the client shows that its owner agrees. It is read from ${TOKEN_VARIABLE},
or else from stdin, and never from an argument. A client that the account has already
needs none, and only label and scopes are changed: let stdin be empty.`,
  call: async ({ api, world, signal, tell }, { label, scope: scopes, ...given }) => {
    if (world.canAsk && !world.environment[TOKEN_VARIABLE]) tell('An access token of the client, then Ctrl-D:');
    const token = await tokenFor(world, signal);
    return api.put('/accounts/{accountId}/clients/{clientId}', {
      path: clientPathOf(given),
      body: { label, scopes, token },
      signal,
    });
  },
  show: asRecord,
});

const update = apiVerb({
  name: 'clients update',
  summary: 'Changes a client; scopes that are given replace those that are there',
  arguments: CLIENT,
  options: {
    label: option(LABEL, 'what lists show'),
    scope: SCOPES,
    'token-lifetime-minutes': option(NUMBER, 'life of the access tokens of an issued client'),
  },
  check: ({ label, scope, 'token-lifetime-minutes': minutes }) => {
    if (label === undefined && scope === undefined && minutes === undefined)
      throw new UsageError('one of --label, --scope and --token-lifetime-minutes says what changes');
  },
  call: (
    { api, signal },
    { label, scope: scopes, 'token-lifetime-minutes': tokenLifetimeMinutes, ...given },
  ): Promise<OAuthClient> =>
    api.patch('/accounts/{accountId}/clients/{clientId}', {
      path: clientPathOf(given),
      body: { label, scopes, tokenLifetimeMinutes },
      signal,
    }),
  show: asRecord,
});

export const CLIENT_CHANGE_VERBS: readonly ApiVerb[] = [adopt, update];
