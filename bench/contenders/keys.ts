/** The key door with its records in memory. Each read gives other objects with the same content, as a table would. */
import { randomBytes } from 'node:crypto';
import { storedSecret } from '../../lambda/domain/hash';
import { accountIdOf, base62, mintKey, parseKey } from '../../lambda/domain/key-format';
import type { Account, ApiKey } from '../../lambda/domain/model';
import type { Reader } from '../../lambda/domain/ports/table';
import { authorize, type AuthorizerDeps, type AuthorizerEvent } from '../../lambda/doors/authorizer/authorize';
import { decodeRoutes } from '../../lambda/doors/authorizer/route-table';
import { type KeyDoor, verifyKey } from '../../lambda/doors/verify-key';
import { SCOPE, SOURCE_IP } from '../deployment';
import type { Contender, MakeContender, World } from './contender';

const COPIES = 16;
const access = { scope: SCOPE, sourceIp: SOURCE_IP };
/** The last one admits the source address. */
const NETWORKS = Array.from({ length: 50 }, (_, at) => `198.51.${at}.0/24`).concat('203.0.113.0/24');

/** A reader that always finds these records, and counts its reads. */
function readerOf(key: ApiKey, account: Account) {
  const text = JSON.stringify([key, account]);
  const copies = Array.from({ length: COPIES }, () => JSON.parse(text) as [ApiKey, Account]);
  const counter = { reads: 0 };
  const read = () => {
    counter.reads += 1;
    return Promise.resolve(copies[counter.reads % COPIES]);
  };
  return { counter, reader: { read } as unknown as Reader };
}

function doorOf({ deployment: { records } }: World, changes: Partial<ApiKey> = {}) {
  const { counter, reader } = readerOf({ ...records.key, ...changes }, records.account);
  const door: KeyDoor = { reader, now: () => Date.now(), keyPrefixes: ['sp'], environment: 'live' };
  return { door, counter };
}

const decision =
  (changes?: Partial<ApiKey>): MakeContender =>
  (world) => {
    const { door } = doorOf(world, changes);
    const { key, wrongKey } = world.deployment.presented;
    return {
      base: 'SHA-256',
      call: () => verifyKey(door, key, access),
      accepts: async () => (await verifyKey(door, key, access)).accepted,
      acceptsWrong: async () => (await verifyKey(door, wrongKey, access)).accepted,
    };
  };

/** A text that `parseKey` refuses, which is timed; that the door then reads nothing is checked. */
const junk =
  (junkOf: (key: string) => string): MakeContender =>
  (world) => {
    const { door, counter } = doorOf(world);
    const { key } = world.deployment.presented;
    // One text in memory, as a parsed event has it, and not two that were put together.
    const text = Buffer.from(junkOf(key)).toString('latin1');
    const refusal = async () => {
      const before = counter.reads;
      const { accepted } = await verifyKey(door, text, access);
      return accepted || counter.reads > before;
    };
    return {
      base: 'SHA-256',
      call: () => parseKey(text),
      accepts: async () => (await verifyKey(door, key, access)).accepted,
      acceptsWrong: refusal,
    };
  };

/** The function without table and log: the event’s JSON in, the answer’s JSON out. */
const wholeFunction: MakeContender = (world) => {
  const { deployment } = world;
  const { door } = doorOf(world);
  const nothing = (): void => undefined;
  const deps = {
    doors: { ...door, owners: new Map(), issuer: '', resourceServers: [], signatures: { verify: nothing } },
    routes: decodeRoutes(deployment.settings['ROUTES'] ?? ''),
    log: { verdict: nothing, operation: nothing, task: nothing, failure: nothing },
  } as unknown as AuthorizerDeps;
  const answer = async (text: string): Promise<string> =>
    JSON.stringify(await authorize(deps, JSON.parse(text) as AuthorizerEvent));
  const [event, wrong] = [JSON.stringify(deployment.events.key), JSON.stringify(deployment.events.wrongKey)];
  return {
    base: 'SHA-256',
    call: () => answer(event),
    accepts: async () => (await answer(event)).includes('"Allow"'),
    acceptsWrong: () =>
      answer(wrong).then(
        () => true,
        () => false,
      ),
  };
};

/** Makes a key and the hash that is stored of it. */
const issue: MakeContender = (world): Contender => {
  const { keyId } = world.deployment.records.key;
  const call = () => {
    const presented = mintKey(
      { prefix: 'sp', environment: 'live', keyId: accountIdOf(keyId) + base62(8, randomBytes) },
      randomBytes,
    );
    return { presented, secret: storedSecret(presented, 0) };
  };
  const made = call();
  const { door } = doorOf(world, { currentSecret: made.secret });
  return {
    base: 'SHA-256',
    call,
    accepts: async () => (await verifyKey(door, made.presented, access)).accepted,
    acceptsWrong: async () => (await verifyKey(door, call().presented, access)).accepted,
  };
};

export const contenders: Readonly<Record<string, MakeContender>> = {
  decision: decision(),
  networks: decision({ networks: NETWORKS }),
  checksum: junk((key) => key.slice(0, -1) + (key.endsWith('x') ? 'y' : 'x')),
  format: junk((key) => key.replaceAll('_', '-')),
  whole: wholeFunction,
  issue,
};
