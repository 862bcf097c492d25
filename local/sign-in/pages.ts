/** The pages of the local sign-in: plain HTML without a script. */
import { createHash } from 'node:crypto';
import type { Person } from '../pool/store';
import { emailOf } from '../pool/people';

export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const STYLE = `
:root { color-scheme: light dark; --line: #c5cad3; --soft: #f4f5f7; --text: #16181d; --quiet: #565d6b; --accent: #1d4ed8 }
@media (prefers-color-scheme: dark) {
  :root { --line: #3b4150; --soft: #1c2028; --text: #eceef2; --quiet: #a6adbb; --accent: #93b4ff }
}
body { margin: 0; background: Canvas; color: var(--text); font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 26rem; margin: 0 auto; padding: 12vh 1.25rem 3rem }
h1 { margin: 0 0 .25rem; font-size: 1.5rem }
p { margin: 0 0 1.5rem; color: var(--quiet); overflow-wrap: anywhere }
ul { margin: 0; padding: 0; list-style: none }
li { margin: 0 0 .5rem }
button { display: block; width: 100%; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .5rem;
  background: var(--soft); color: inherit; font: inherit; text-align: left; cursor: pointer; overflow-wrap: anywhere }
button:hover { border-color: var(--accent) }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
small { display: block; padding: .15rem 1rem 0; color: var(--quiet) }
`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** `query` is that of the authorization request, which the form sends on. */
export function signInPage(people: readonly Person[], query: string, redirectUri: string): PageAnswer {
  const list = people.map(
    (person) =>
      `<li><button name="person" value="${escaped(person.sub)}">Sign in as ${escaped(emailOf(person))}</button>` +
      `${noteOf(person)}</li>`,
  );
  const nobody = '<p>The user pool has no people yet: invite somebody.</p>';
  const form = `<form method="post" action="/login?${escaped(query)}"><ul>${list.join('\n')}</ul></form>`;
  const text = '<p>This is a local run: it asks for no password.</p>';
  return page(200, 'Sign in', { content: text + (list.length === 0 ? nobody : form), redirectUri });
}

export const errorPage = (why: string): PageAnswer =>
  page(400, 'Sign-in is not possible', { content: `<p>${escaped(why)}</p>` });

const noteOf = ({ groups }: Person): string =>
  groups.length === 0 ? '' : `<small>${escaped(`in the group ${groups.join(', ')}`)}</small>`;

function page(status: number, title: string, { content, redirectUri }: { content: string; redirectUri?: string }) {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>`;
  return {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': policyFor(redirectUri),
      // Not `no-referrer`: with it a browser sends the form with the origin `null`.
      'Referrer-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
    },
    body:
      `<!doctype html><html lang="en"><head>${head}<style>${STYLE}</style></head>` +
      `<body><main><h1>${title}</h1>${content}</main></body></html>`,
  };
}

/** A browser also compares the address to which the answer to a form redirects with `form-action`. */
function policyFor(redirectUri: string | undefined): string {
  const target = redirectUri === undefined ? '' : ` ${sourceOf(redirectUri)}`;
  return [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    `form-action 'self'${target}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The origin, or the scheme alone of an address of an app, for example `myapp:`. */
function sourceOf(uri: string): string {
  const { origin, protocol } = new URL(uri);
  return origin === 'null' ? protocol : origin;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
