/** A pool with people and one public client, and a browser that keeps its cookies. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startPoolServer } from '../../../local/pool/pool';
import type { AppClientSpec, LocalClock, PoolServer, SignInSpec, UserPoolSpec } from '../../../local/types';
import { POOL } from '../pool/token';
import { standingClock } from '../rest-api';

export const PAGE = 'http://127.0.0.1:9/v1/portal/';
export const VERIFIER = 'v'.repeat(43);
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

export const SIGN_IN: SignInSpec = {
  callbackUrls: [PAGE, 'https://portal.example.com/?from=sign-in'],
  logoutUrls: [PAGE],
  idTokenMinutes: 10,
  refreshTokenMinutes: 720,
  revocable: true,
};

export function clientThat(signsIn: Partial<SignInSpec>, more: Partial<AppClientSpec> = {}): AppClientSpec {
  return {
    logicalId: 'Portal',
    clientId: 'portal',
    name: 'portal',
    hasSecret: false,
    flows: ['code'],
    scopes: ['openid', 'email', 'orders-people/portal'],
    accessTokenMinutes: 15,
    signIn: { ...SIGN_IN, ...signsIn },
    ...more,
  };
}

export const poolWith = (...clients: AppClientSpec[]): UserPoolSpec => ({
  ...POOL,
  clients: [...POOL.clients, ...clients],
  people: { caseSensitive: false, groups: ['operators'] },
});

export interface Visit {
  readonly pool: PoolServer;
  readonly clock: LocalClock;
  readonly browser: Browser;
}

/** Keys are made once for a directory; people are new at each visit. */
export async function visit(spec: UserPoolSpec, directory: string): Promise<Visit> {
  const file = path.join(directory, `pool-${spec.logicalId}.json`);
  if (existsSync(file)) writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), people: [] }));
  const clock = standingClock();
  const pool = await startPoolServer(spec, { clock, directory });
  return { pool, clock, browser: new Browser(pool) };
}

const ASKED = { response_type: 'code', client_id: 'portal', redirect_uri: PAGE, state: 's', nonce: 'n' };
const PROOF = { code_challenge: CHALLENGE, code_challenge_method: 'S256' };
type Query = Readonly<Record<string, string | undefined>>;

export class Browser {
  cookie = '';

  constructor(readonly pool: PoolServer) {}

  /** A request that is as it should be, but for `more`; what is undefined is left out. */
  authorize(more: Query = {}): Promise<Response> {
    return this.get(`/oauth2/authorize?${queryOf({ ...ASKED, ...PROOF, ...more })}`);
  }

  get(target: string): Promise<Response> {
    return this.send(target, {});
  }

  /** Chooses this person on the page to which `authorize` leads; the answer redirects to the client. */
  async choose(email: string, more: Query = {}, headers: Record<string, string> = {}): Promise<Response> {
    const person = this.pool.people().find((one) => one.email === email)?.sub ?? '';
    const location = (await this.authorize({ prompt: 'login', ...more })).headers.get('location') ?? '';
    return this.send(location, { method: 'POST', body: new URLSearchParams({ person }), headers });
  }

  /** Signs in with the page, and gives the code. */
  async code(email = 'ada@example.com', more: Query = {}): Promise<string> {
    return parametersOf(await this.choose(email, more)).code ?? '';
  }

  private async send(target: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.cookie !== '') headers.set('Cookie', this.cookie);
    const response = await fetch(this.pool.url + target, { ...init, headers, redirect: 'manual' });
    const set = response.headers.get('set-cookie')?.split(';')[0];
    if (set !== undefined) this.cookie = set;
    return response;
  }
}

const queryOf = (query: Query): string => {
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  return new URLSearchParams(given).toString();
};

/** The query of the address to which an answer redirects. */
export const parametersOf = (response: Response): Record<string, string> =>
  Object.fromEntries(new URL(response.headers.get('location') ?? '', 'http://none').searchParams);

export interface TokenAnswer {
  readonly status: number;
  readonly body: Record<string, string>;
}

export async function post(pool: PoolServer, target: string, form: Query): Promise<TokenAnswer> {
  const response = await fetch(pool.url + target, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: queryOf(form),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, string>) };
}

export const redeem = (pool: PoolServer, code: string, more: Query = {}): Promise<TokenAnswer> =>
  post(pool, '/oauth2/token', {
    grant_type: 'authorization_code',
    client_id: 'portal',
    redirect_uri: PAGE,
    code_verifier: VERIFIER,
    code,
    ...more,
  });

export const refresh = (pool: PoolServer, token: string | undefined, more: Query = {}): Promise<TokenAnswer> =>
  post(pool, '/oauth2/token', { grant_type: 'refresh_token', client_id: 'portal', refresh_token: token, ...more });

export const claimsOf = (token = ''): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
