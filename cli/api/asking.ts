/** The verbs that ask about a credential: somebody’s (`verify`) and the command’s own (`whoami`). */
import { parseJsonObject } from '../../local/json';
import type { Verdict } from '../../client/index';
import { UsageError } from '../declaration';
import { EXIT } from '../output/errors';
import { recordLines } from '../output/record';
import { type ApiVerb, apiVerb } from './api-verb';
import { asRecord, look, print } from './show';
import { as, option, orInput, textOf } from './values';

const verify = apiVerb({
  name: 'verify',
  summary: 'Tells whether a key or token is valid, and whose it is',
  arguments: {
    credential: orInput({
      help: 'the key or token',
      read: (text) => {
        if (text !== '') return text;
        throw new UsageError('is empty');
      },
    }),
  },
  options: {
    scope: option(textOf('SCOPE'), 'valid only with this scope'),
    ip: as('sourceIp', option(textOf('ADDRESS'), 'where it is used from')),
  },
  notes: 'The exit code is 0 if it is valid, and 4 if it is not.',
  call: ({ api, signal }, { credential, scope, ip: sourceIp }) =>
    api.post('/verify', { body: { credential, scope, sourceIp }, signal }),
  show: (verdict: Verdict, { world, json }) => {
    const { valid, reason, principal } = verdict;
    if (json) print(world.stdout, [JSON.stringify(verdict, null, 2)]);
    else {
      const { paint } = look(world);
      const head = valid ? paint('green', 'valid') : `${paint('red', 'invalid')}: ${reason ?? 'no reason was given'}`;
      print(world.stdout, [head, ...recordLines(principal ?? {}, paint)]);
    }
    return valid ? EXIT.done : EXIT.invalid;
  },
});

const whoami = apiVerb({
  name: 'whoami',
  summary: 'Shows which deployment the command talks to, and as which operator',
  call: async ({ api, connection, signal }) => {
    // Every operator may read the scopes, so an answer shows that deployment and operator fit.
    await api.get('/scopes', { signal });
    const claims = claimsOf(await connection.token({ signal }));
    const scopes = typeof claims.scope === 'string' ? claims.scope.split(' ') : [];
    return {
      connection: connection.source,
      url: connection.url,
      operator: claims.client_id,
      scopes: scopes.map((scope) => scope.slice(scope.indexOf('/') + 1)),
    };
  },
  show: asRecord,
});

/** The payload of a JSON web token. The API has judged the token; here it is only read. */
const claimsOf = (token: string): Readonly<Record<string, unknown>> =>
  parseJsonObject(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) ?? {};

export const ASKING_VERBS: readonly ApiVerb[] = [verify, whoami];
