/** The endpoint for everyone who finds a key: it ends the key, and never tells whether there was such a key. */
import * as z from 'zod';
import { revokeLeaked } from '../operations/keys/revoke-leaked';
import { noContent } from '../wire/replies';
import { pathAndBody } from '../wire/request-shape';
import { openEndpoint } from './endpoint';
import { noParams } from './request-parts';

/** Any text: the answer does not tell whether it is a key of this deployment. */
export const revocationBody = z.strictObject({ key: z.string() });

export const revocationEndpoints = [
  openEndpoint({
    route: 'POST /revocations',
    function: 'revocations',
    id: 'revokeLeakedKey',
    summary: 'End a key that you found',
    description:
      'Open to everyone: the key itself is the proof. The current secret ends the key, the previous secret ends ' +
      'only itself. The answer does not tell whether there was such a key.',
    ...pathAndBody(noParams, revocationBody),
    problems: [],
    run: (deps, origin, { body }) => revokeLeaked(deps, origin, { presentedKey: body.key }),
    reply: noContent,
  }),
];
