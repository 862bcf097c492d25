/** What is tried with the snippets of each heading. Each is run once for each language, in an environment of its own. */
import type { Environment } from '../toolchains/programs';
import type { Language } from './blocks';
import type { Answer, Script } from './front';
import type { World } from './world';

export interface Case {
  readonly heading: string;
  /** A case is named by heading, guarantee and language. */
  readonly guarantee: string;
  /** All that have a block by default. */
  readonly languages?: readonly Language[];
  /** Runs what the comment `or: …` of the block says. */
  readonly otherWay?: true;
  /** Other values of the variables. */
  readonly environment?: (world: World) => Environment;
  readonly api?: Script;
  readonly tokens?: Script;
  readonly tableDown?: true;
  /** The snippet succeeds and prints each of these. */
  readonly prints?: (world: World) => readonly string[];
  /** The snippet exits with another code than 0, says each of these, and prints no answer. */
  readonly says?: readonly string[];
  /** How many requests the API and the token endpoint get. */
  readonly requests?: { readonly api?: number; readonly tokens?: number };
  /** A header that the first request to the API has. */
  readonly header?: 'authorization' | 'x-api-key';
}

const KEY = 'With an API key';
const TOKEN = 'With a token';
const DISCOVERY = 'With a library that discovers';
const REFUSED = 'When a call is refused';
const VERIFY = 'Snippets';
const PROGRAMS: readonly Language[] = ['js', 'python', 'go'];

function problem(status: number, code: string, after?: string): Answer {
  const type = `https://sallyport.github.io/sallyport/problems/${code}`;
  const headers = { 'Content-Type': 'application/problem+json', ...(after !== undefined && { 'Retry-After': after }) };
  return { status, headers, body: JSON.stringify({ type, status, detail: 'As the case wants it.' }) };
}
const NOT_A_SCOPE = 'read:orders';

/** Another character in the middle of the signature. */
function changed(token: string): string {
  const at = token.length - 100;
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
}

/** The claims of the good token, signed by a key set of the case's own. */
function ownToken({ own, environment }: World, claims: object): Environment {
  const [, payload = ''] = environment.TOKEN.split('.');
  const usual = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  return { KEY_SET_URL: own.keySetUrl, TOKEN: own.tokenWith(claims, usual) };
}
const now = () => Math.floor(Date.now() / 1_000);

const orders = ({ accountId }: World) => ['portcullis chain', accountId];
const caller = ({ environment }: World) => [`${environment.CLIENT_ID} `, environment.SCOPE];

export const CASES: readonly Case[] = [
  { heading: KEY, guarantee: 'calls with a key', prints: orders, requests: { api: 1 }, header: 'authorization' },
  { heading: KEY, guarantee: 'calls with X-API-Key', otherWay: true, prints: orders, header: 'x-api-key' },
  {
    heading: KEY,
    guarantee: 'fails with a revoked key',
    environment: ({ revokedKey }) => ({ KEY: revokedKey }),
    says: ['401', 'invalid-credential'],
  },

  {
    heading: TOKEN,
    guarantee: 'makes two calls with one token',
    prints: (world) => [...orders(world), '/whoami'],
    requests: { api: 2, tokens: 1 },
  },
  {
    heading: TOKEN,
    // The first call takes longer than three quarters of two seconds, and no longer than the token lives.
    guarantee: 'fetches another token after three quarters of its life',
    languages: PROGRAMS,
    tokens: { expiresIn: 2 },
    api: { waitMs: 1_600 },
    prints: orders,
    requests: { api: 2, tokens: 2 },
  },
  {
    heading: TOKEN,
    guarantee: 'fetches one new token after a 401',
    languages: PROGRAMS,
    api: { first: [problem(401, 'invalid-credential')] },
    prints: orders,
    requests: { api: 3, tokens: 2 },
  },
  {
    heading: TOKEN,
    guarantee: 'stops after a second 401',
    languages: PROGRAMS,
    api: { first: Array<Answer>(3).fill(problem(401, 'invalid-credential')) },
    says: ['401', 'invalid-credential'],
    requests: { api: 2, tokens: 2 },
  },
  {
    heading: TOKEN,
    guarantee: 'fails with a wrong client secret',
    environment: () => ({ CLIENT_SECRET: 'wrong' }),
    says: ['no token', 'invalid_client'],
    requests: { api: 0, tokens: 1 },
  },
  {
    heading: TOKEN,
    guarantee: 'fails with a scope without its resource server',
    environment: () => ({ SCOPE: NOT_A_SCOPE }),
    says: ['no token', 'invalid_scope'],
    requests: { api: 0, tokens: 1 },
  },

  { heading: DISCOVERY, guarantee: 'finds the token endpoint', prints: orders, requests: { api: 1 } },
  {
    heading: DISCOVERY,
    guarantee: 'fails with a wrong client secret',
    environment: () => ({ CLIENT_SECRET: 'wrong' }),
    says: ['invalid_client'],
    requests: { api: 0 },
  },

  { heading: REFUSED, guarantee: 'calls with a key', prints: orders, requests: { api: 1 } },
  ...[problem(429, 'too-many-requests', '1'), problem(503, 'dependency-unavailable', '1')].map((answer) => ({
    heading: REFUSED,
    guarantee: `tries again after a ${answer.status} with Retry-After`,
    api: { first: [answer] },
    prints: orders,
    requests: { api: 2 },
  })),
  {
    heading: REFUSED,
    guarantee: 'stops after three repeats while the table is down',
    tableDown: true,
    says: ['503', 'dependency-unavailable'],
    requests: { api: 4 },
  },
  {
    // curl repeats it, as the page says.
    heading: REFUSED,
    guarantee: 'repeats no 429 without Retry-After',
    languages: PROGRAMS,
    api: { first: [problem(429, 'quota-exceeded')] },
    says: ['429', 'quota-exceeded'],
    requests: { api: 1 },
  },
  {
    heading: REFUSED,
    guarantee: 'stops with a revoked key',
    environment: ({ revokedKey }) => ({ KEY: revokedKey }),
    says: ['401', 'invalid-credential'],
    requests: { api: 1 },
  },
  {
    heading: REFUSED,
    guarantee: 'stops with a key that lacks the scope',
    environment: ({ narrowKey }) => ({ KEY: narrowKey }),
    says: ['403', 'insufficient-scope', 'read:orders'],
    requests: { api: 1 },
  },
  {
    heading: REFUSED,
    guarantee: 'stops at a 502 of a proxy, which is no problem',
    languages: PROGRAMS,
    api: { first: [{ status: 502, body: '<html>Bad Gateway</html>' }] },
    says: ['502', 'Bad Gateway'],
    requests: { api: 1 },
  },

  { heading: VERIFY, guarantee: 'takes a token of the local run', prints: caller },
  {
    heading: VERIFY,
    guarantee: 'refuses a token with one changed character',
    environment: ({ environment }) => ({ TOKEN: changed(environment.TOKEN) }),
    says: ['ignature'],
  },
  {
    heading: VERIFY,
    guarantee: 'refuses a token of another issuer',
    environment: ({ environment }) => ({ ISSUER: `${environment.ISSUER}x` }),
    says: ['iss'],
  },
  {
    heading: VERIFY,
    guarantee: 'refuses a first-party token, whose scope is called the same',
    environment: ({ firstPartyToken }) => ({ TOKEN: firstPartyToken }),
    says: ['the token lacks orders-accounts/'],
  },
  { heading: VERIFY, guarantee: 'takes a token of its key set', environment: (w) => ownToken(w, {}), prints: caller },
  {
    heading: VERIFY,
    guarantee: 'refuses a token that expired',
    environment: (world) => ownToken(world, { exp: now() - 600 }),
    says: ['exp'],
  },
  {
    heading: VERIFY,
    guarantee: 'refuses a token without an end',
    environment: (world) => ownToken(world, { exp: undefined }),
    says: ['exp'],
  },
  {
    heading: VERIFY,
    guarantee: 'refuses an id token',
    environment: (world) => ownToken(world, { token_use: 'id' }),
    says: ['not an access token'],
  },
];
