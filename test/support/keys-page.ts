/** A page of somebody else with `<sallyport-keys>`, and as much of the management API on its origin as the element asks for. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export const ACCOUNT = '4mZbq0XkP1';
export const TOKEN = 'token-of-ada';
/** What the page allows; no style at all. The examples have their scripts in the page, so each is named by a nonce. */
const POLICY =
  "default-src 'none'; script-src 'self' 'nonce-test'; connect-src 'self'; require-trusted-types-for 'script'; base-uri 'none'";

const KEY = {
  ...{ id: `${ACCOUNT}7Yc2L0aa`, accountId: ACCOUNT, label: 'Nightly export', status: 'active', environment: 'live' },
  ...{ scopes: ['read:orders'], effectiveScopes: ['read:orders'], hint: `sp_live_${ACCOUNT}7Yc2L0aa…`, version: 1 },
  ...{ createdAt: '2026-11-01T00:00:00Z', createdBy: 'task:daily', secrets: [{ createdAt: '2026-11-01T00:00:00Z' }] },
};
export const SECRET = `sp_live_${ACCOUNT}7Yc2L0bb_${'s'.repeat(49)}`;

const ANSWERS: Readonly<Record<string, unknown>> = {
  '/me': {
    ...{ subject: 'sub-ada', email: 'ada@example.com', operator: false, sourceIp: '192.0.2.1' },
    accounts: [{ id: ACCOUNT, name: 'Acme', role: 'owner' }],
  },
  '/portal/config.json': {
    ...{ name: 'Orders', environment: 'live', keyPrefix: 'sp', exampleUrl: 'https://api.example.com/orders' },
    tokenUrl: 'https://auth.example.com/oauth2/token',
    signIn: {},
  },
  '/scopes': { items: [{ name: 'read:orders', description: 'Read orders.' }] },
  '/plans': { items: [] },
  [`/accounts/${ACCOUNT}`]: {
    ...{ id: ACCOUNT, name: 'Acme', status: 'active', createdAt: '2026-11-01T00:00:00Z', createdBy: 'x', version: 1 },
    grant: { scopes: ['read:orders'] },
  },
  [`/accounts/${ACCOUNT}/keys`]: { items: [KEY] },
  [`/accounts/${ACCOUNT}/keys/${KEY.id}`]: KEY,
  [`/accounts/${ACCOUNT}/keys/${ACCOUNT}7Yc2L0bb`]: { ...KEY, id: `${ACCOUNT}7Yc2L0bb`, label: 'Till' },
  [`/accounts/${ACCOUNT}/members`]: { items: [] },
  [`/accounts/${ACCOUNT}/events`]: { items: [] },
};

export interface KeysPage {
  readonly url: string;
  /** Method and path of each call of the API. */
  readonly calls: string[];
  /** Answers each call with 401 from now on. */
  endSession: () => void;
  readonly close: () => Promise<void>;
}

/** `files` by path: what the page itself has, HTML and scripts. */
export async function keysPage(files: Readonly<Record<string, string>>): Promise<KeysPage> {
  const calls: string[] = [];
  let isOver = false;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    await text(request);
    const file = files[pathname];
    if (file !== undefined) {
      const type = pathname.endsWith('js') ? 'text/javascript' : 'text/html';
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': POLICY });
      response.end(file);
      return;
    }
    if (pathname === '/session/token') return void response.end(TOKEN);
    const path = pathname.replace('/v1', '');
    calls.push(`${request.method} ${path}`);
    const isOpen = path === '/portal/config.json' || (!isOver && request.headers.authorization === `Bearer ${TOKEN}`);
    const body = request.method === 'POST' ? { ...KEY, id: `${ACCOUNT}7Yc2L0bb`, key: SECRET } : ANSWERS[path];
    const [status, value] = !isOpen ? [401, REFUSED] : body === undefined ? [404, GONE] : [200, body];
    response.writeHead(status, { 'content-type': status === 200 ? 'application/json' : 'application/problem+json' });
    response.end(JSON.stringify(value));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    calls,
    endSession: () => void (isOver = true),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const problem = (status: number, code: string) => ({
  ...{
    type: `https://example.com/problems/${code}`,
    title: code,
    status,
    detail: `${code}.`,
    instance: '/requests/r1',
  },
});
const REFUSED = problem(401, 'invalid-credential');
const GONE = problem(404, 'route-not-found');
