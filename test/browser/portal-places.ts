/** Accounts that a test makes for itself, and the places of the portal. */
import type { Page } from 'playwright-core';
import type { Visit } from '../support/browser';
import type { Answer, TestRun } from '../support/local-run';

export const ADA = 'ada@example.com';
export const DEV = 'dev@example.com';
export const VIEWER = 'viewer@example.com';
export const OLGA = 'olga@example.com';

export interface Made {
  readonly id: string;
  readonly keys: string;
  readonly clients: string;
  readonly people: string;
  readonly activity: string;
  readonly usage: string;
  readonly settings: string;
}

interface Wanted {
  readonly name?: string;
  readonly grant?: Readonly<Record<string, unknown>>;
  readonly members?: Readonly<Record<string, string>>;
}

const SCOPES = ['read:orders', 'write:orders'];

/** An account of its own, of which Ada is an owner. */
export async function makeAccount(
  run: TestRun,
  { name = 'Bakery', grant = {}, members = {} }: Wanted = {},
): Promise<Made> {
  const account = await made(run.manage('POST', '/accounts', { body: { name, grant: { scopes: SCOPES, ...grant } } }));
  for (const [email, role] of Object.entries({ [ADA]: 'owner', ...members }))
    await made(run.manage('POST', `/accounts/${account}/members`, { body: { email, role } }));
  return placesOf(account);
}

export function placesOf(id: string): Made {
  const at = (screen: string): string => `#/accounts/${id}/${screen}`;
  const own = { keys: at('keys'), clients: at('clients'), people: at('people') };
  return { id, ...own, activity: at('activity'), usage: at('usage'), settings: at('settings') };
}

/** Makes a key through the API; `key` is the presented key. */
export async function makeKey(
  run: TestRun,
  accountId: string,
  body: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly id: string; readonly key: string; readonly place: string }> {
  const path = `/accounts/${accountId}/keys`;
  const answer = await run.manage('POST', path, { body: { label: 'Nightly import', scopes: SCOPES, ...body } });
  if (answer.status !== 201) throw new Error(`no key: ${answer.status} ${answer.text}`);
  const { id, key } = answer.body as { id: string; key: string };
  return { id, key, place: `#${path}/${id}` };
}

/** Makes a client with one secret through the API. */
export async function makeClient(
  run: TestRun,
  accountId: string,
): Promise<{ readonly clientId: string; readonly clientSecret: string; readonly place: string }> {
  const path = `/accounts/${accountId}/clients`;
  const answer = await run.manage('POST', path, { body: { label: 'Logistics', scopes: SCOPES } });
  if (answer.status !== 201) throw new Error(`no client: ${answer.status} ${answer.text}`);
  const { id, clientSecret } = answer.body as { id: string; clientSecret: string };
  return { clientId: id, clientSecret, place: `#${path}/${id}` };
}

async function made(answering: Promise<Answer>): Promise<string> {
  const { status, body, text } = await answering;
  if (status !== 201) throw new Error(`not made: ${status} ${text}`);
  return String(body.id);
}

/** All that a page and its tab keep, as one text: storages, cookies of its own, addresses, elements and fields. */
export async function keptText({ page, context }: Pick<Visit, 'page' | 'context'>): Promise<string> {
  const session = await context.newCDPSession(page);
  const history = await session.send('Page.getNavigationHistory');
  const kept = await page.evaluate<string>(
    `JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state, location.href, window.name,
      document.documentElement.outerHTML, [...document.querySelectorAll('input, textarea')].map(({ value }) => value)])`,
  );
  // The pool has its session in a cookie of the same host, which no script can read.
  const own = (await context.cookies()).filter(({ name }) => !name.startsWith('cognito-'));
  return JSON.stringify([history.entries, kept, own]);
}

/** Holds back the answers of these addresses until the returned function is called. */
export async function gateAt(page: Page, url: RegExp): Promise<() => void> {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  await page.route(url, async (route) => {
    await opened;
    await route.continue();
  });
  return open;
}
