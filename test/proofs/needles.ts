/**
 * Looks for secrets in text, in every form in which code carries text about: plain, base64, hex, URL-encoded, in
 * any case, whole or a half of them. A half is as bad as the whole: it shows that something cuts instead of hides.
 */
import { createHash } from 'node:crypto';

export interface Needle {
  /** What it is and in which form; never the secret. */
  readonly name: string;
  readonly text: string;
}

export interface Secret {
  readonly name: string;
  readonly text: string;
}

/** Shorter pieces would be found by chance. */
const SHORTEST = 20;

/** A presented key, its parts, and what a careless hand might make of it. */
export function secretsOfKey(name: string, key: string): Secret[] {
  const tail = key.slice(key.lastIndexOf('_') + 1);
  return [
    { name, text: key },
    { name: `secret of ${name}`, text: tail.slice(0, 43) },
    { name: `secret and checksum of ${name}`, text: tail },
  ];
}

/** A client's secret, and the header in which it sends it. */
export const secretsOfClient = (
  name: string,
  { clientId, clientSecret }: { clientId: string; clientSecret: string },
): Secret[] => [
  { name: `secret of ${name}`, text: clientSecret },
  { name: `Basic credentials of ${name}`, text: Buffer.from(`${clientId}:${clientSecret}`).toString('base64') },
];

/** A token's signature is what makes it one; its head and claims are public text. */
export const secretsOfToken = (name: string, token: string): Secret[] => [
  { name, text: token },
  { name: `signature of ${name}`, text: token.split('.').at(-1) ?? '' },
];

/** What a person gets at sign-in. */
export const secretsOfPerson = (
  name: string,
  { code, access, id, refresh }: { code: string; access: string; id: string; refresh: string },
): Secret[] => [
  ...secretsOfToken(`the access token of ${name}`, access),
  ...secretsOfToken(`the ID token of ${name}`, id),
  { name: `secret that is the refresh token of ${name}`, text: refresh },
  { name: `secret that is the code of ${name}`, text: code },
];

export function needlesOf(secrets: readonly Secret[]): Needle[] {
  const pieces = secrets.flatMap(({ name, text }) => [
    { name, text },
    // Halves of what is random in it: the beginning of a key or token is no secret.
    ...(/^(secret|signature)/.test(name) ? halves(name, text) : []),
  ]);
  return pieces.flatMap(({ name, text }) =>
    formsOf(text).map(([form, needle]) => ({ name: `${name} (${form})`, text: needle })),
  );
}

function halves(name: string, text: string): Secret[] {
  const middle = Math.max(SHORTEST, Math.floor(text.length / 2));
  return [
    { name: `first half of ${name}`, text: text.slice(0, middle) },
    { name: `second half of ${name}`, text: text.slice(-middle) },
  ];
}

function formsOf(text: string): [string, string][] {
  const bytes = Buffer.from(text);
  const escaped = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const forms: [string, string][] = [
    ['plain', text],
    ['hex', bytes.toString('hex')],
    ['URL-encoded', encodeURIComponent(text)],
    ['percent-encoded', escaped],
    ...base64Forms(bytes),
  ];
  // Text is searched in lower case, so that a header name is found too. Of equal forms the first names them all.
  const first = new Map<string, string>(forms.reverse().map(([form, needle]) => [needle.toLowerCase(), form]));
  return [...first].map(([needle, form]) => [form, needle]);
}

/** What is in the middle of longer base64 depends on where it begins; the edges are left off. */
function base64Forms(bytes: Buffer): [string, string][] {
  return [0, 1, 2].flatMap((before) => {
    const longer = Buffer.concat([Buffer.alloc(before), bytes]);
    return (['base64', 'base64url'] as const).map((form): [string, string] => {
      const skipped = before === 0 ? 0 : before + 1;
      return [form, longer.toString(form).replace(/=+$/, '').slice(skipped, -1)];
    });
  });
}

/** The hash of a key, which belongs into the table and nowhere else. */
export function hashesOf(name: string, key: string): Needle[] {
  const hash = createHash('sha256').update(key);
  return (['hex', 'base64', 'base64url'] as const).map((form) => ({
    name: `hash of ${name} (${form})`,
    text: hash.copy().digest(form).replace(/=+$/, '').toLowerCase(),
  }));
}

/** What any form of a secret is made of; the rest of a text cannot be part of one. */
const RUNS = /[\w%.+/=-]{20,}/g;

/** Names of the needles that are in one of the texts. */
export function found(needles: readonly Needle[], texts: readonly string[]): string[] {
  const runs = new Set(texts.flatMap((text) => text.match(RUNS) ?? []));
  const haystack = [...runs].join('\n').toLowerCase();
  return needles.filter(({ text }) => haystack.includes(text)).map(({ name }) => name);
}
