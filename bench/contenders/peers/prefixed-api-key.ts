/** prefixed-api-key: compares the hash of a key that is at hand; it has no record, scope or revocation. */
import { checkAPIKey, generateAPIKey } from 'prefixed-api-key';
import type { MakeContender } from '../contender';

const make = () => generateAPIKey({ keyPrefix: 'sp' });

const check: MakeContender = async () => {
  const { token, longTokenHash } = await make();
  const other = await make();
  return {
    base: 'SHA-256',
    call: () => checkAPIKey(token, longTokenHash),
    accepts: () => checkAPIKey(token, longTokenHash),
    acceptsWrong: () => checkAPIKey(other.token, longTokenHash),
  };
};

const issue: MakeContender = async (world) => ({ ...(await check(world)), call: make });

export const contenders: Readonly<Record<string, MakeContender>> = { check, issue };
