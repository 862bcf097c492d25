/** Signs people in at a local run as a browser does: the pool’s page, a click, and the code that it sends back. */
import { createHash } from 'node:crypto';
import type { LocalRun } from '../../local/start';
import type { PoolServer } from '../../local/types';

export interface Portal {
  readonly pool: PoolServer;
  readonly clientId: string;
  /** The page’s address, to which people come back. */
  readonly url: string;
}

/** The tokens of one sign-in, and the code that was redeemed for them; empty where the client gets none. */
export interface PersonTokens {
  readonly code: string;
  readonly access: string;
  readonly id: string;
  readonly refresh: string;
}

/** The portal of a run; the client id is in the portal’s `config.json`, for example. */
export function portalOf({ people, outputs }: Pick<LocalRun, 'people' | 'outputs'>, clientId = ''): Portal {
  if (people === undefined) throw new Error('the run has no portal');
  return { pool: people, clientId, url: outputs.PortalUrl ?? '' };
}

const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

/** Whoever is signed in already, this person chooses to sign in. */
export async function signInAs({ pool, clientId, url }: Portal, email: string): Promise<PersonTokens> {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: url,
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  });
  const person = pool.people().find((one) => one.email === email)?.sub ?? '';
  const answer = await fetch(`${pool.url}/login?${query.toString()}`, {
    method: 'POST',
    body: new URLSearchParams({ person }),
    redirect: 'manual',
  });
  const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
  return redeem({ pool, clientId, url }, code);
}

async function redeem({ pool, clientId, url }: Portal, code: string): Promise<PersonTokens> {
  const form = { client_id: clientId, redirect_uri: url, code, code_verifier: VERIFIER };
  const answer = await fetch(`${pool.url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', ...form }),
  });
  const tokens = (await answer.json()) as Partial<Record<string, string>>;
  const { access_token: access = '', id_token: id = '', refresh_token: refresh = '' } = tokens;
  return { code, access, id, refresh };
}
