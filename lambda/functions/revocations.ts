/** Whoever found a key may end it. The answer never tells whether there was one. */
import { revokeLeaked } from '../management/operations/keys/revoke-leaked';
import { noContent } from '../management/wire/replies';
import { open, serve } from '../management/wire/serve';
import { openServing } from './wiring/serving';

export const revocationRoutes = [
  open(
    'POST /revocations',
    (deps, origin, { body }) => revokeLeaked(deps, origin, { presentedKey: body.key }),
    noContent,
  ),
];

export const handler = serve(revocationRoutes, openServing('revocations'));
