/** The token door with its records in memory, and Cognito’s key set read once. */
import { TimeBudget } from '../../lambda/aws/time-budget';
import { systemTimers } from '../../lambda/aws/timers';
import type { Reader, Ref } from '../../lambda/domain/ports/table';
import { verifyToken, type TokenDoor } from '../../lambda/doors/verify-token';
import { tokenTrust } from '../../lambda/functions/wiring/token-trust';
import type { Invocation } from '../../lambda/functions/wiring/invocation';
import { ISSUER, SCOPE, SOURCE_IP } from '../deployment';
import { type Contender, type MakeContender, unseen, type World } from './contender';

/** Milliseconds; longer than any run. */
const TIME = 3_600_000;
const access = { scope: SCOPE, sourceIp: SOURCE_IP };

function doorOf({ deployment: { records }, keySetUrl }: World) {
  const all = [records.client, records.account, records.owner];
  const counter = { reads: 0 };
  const read = (refs: readonly Ref[]) => {
    counter.reads += 1;
    return Promise.resolve(refs.map(({ kind }) => all.find((record) => record.kind === kind)));
  };
  const budget = new TimeBudget(TIME, { elapsed: () => 0, timers: systemTimers });
  const trust = tokenTrust({ issuer: ISSUER, keySetUrl, resourceServers: ['orders'] });
  const door: TokenDoor = {
    ...trust({ budget, log: {} } as Invocation),
    reader: { read } as unknown as Reader,
    now: () => Date.now(),
    environment: 'live',
  };
  return { door, counter };
}

/** `next` gives the token of each decision. Fails if a decision did not read the client’s and the account’s state. */
const decision =
  (next: (world: World) => () => string, calls?: number): MakeContender =>
  (world): Contender => {
    const { door, counter } = doorOf(world);
    const { token, wrongToken } = world.deployment.presented;
    const tokenOf = next(world);
    return {
      base: 'RS256',
      call: () => verifyToken(door, tokenOf(), access),
      accepts: async () => {
        const first = await verifyToken(door, token, access);
        const before = counter.reads;
        const again = await verifyToken(door, token, access);
        return first.accepted && again.accepted && counter.reads > before;
      },
      acceptsWrong: async () => (await verifyToken(door, wrongToken, access)).accepted,
      ...(calls !== undefined && { calls }),
    };
  };

export const contenders: Readonly<Record<string, MakeContender>> = {
  unseen: decision(unseen, 200),
  seen: decision(
    ({ deployment }) =>
      () =>
        deployment.presented.token,
  ),
};
