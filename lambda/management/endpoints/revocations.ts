/** The endpoint for anyone who finds a leaked key. It revokes the key; an unknown key gets the same reply. */
import * as z from 'zod';
import { revokeLeaked } from '../operations/keys/revoke-leaked';
import { presentedKey } from '../wire/fields';
import { noContent } from '../wire/replies';
import { pathAndBody } from '../wire/request-shape';
import { openEndpoint } from './endpoint';
import { noParams } from './parts/request-parts';
import { THROTTLE_OF_PUBLIC_REVOCATION } from './parts/throttles';

/** `revokeLeaked` says whether the text has the form of a key: the deployment knows those of imported keys. */
export const revocationBody = z.strictObject({
  key: presentedKey,
});

export const revocationEndpoints = [
  openEndpoint({
    route: 'POST /revocations',
    function: 'revocations',
    id: 'revokeLeakedKey',
    summary: 'End a key that you found',
    description:
      'Open to everyone: the key itself is the proof. The current secret ends the key, the previous secret ends ' +
      'only itself. The answer does not tell whether there was such a key. May be sent again: an ended key stays ended.',
    ...pathAndBody(noParams, revocationBody),
    throttle: THROTTLE_OF_PUBLIC_REVOCATION,
    problems: [],
    run: (deps, origin, { body }) => revokeLeaked(deps, origin, { presentedKey: body.key }),
    reply: noContent,
  }),
];
