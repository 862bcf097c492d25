/** A key set endpoint in memory. It sends the answers that a test gives it, and counts the requests. */
import type { FetchKeySet } from '../../lambda/aws/cognito/key-set-fetch';
import type { HttpAnswer } from '../../lambda/aws/http-client';
import type { ManualTimers } from './manual-timers';
import type { SigningKey } from './tokens';

export type KeySetReply = (signal: AbortSignal) => Promise<HttpAnswer>;

export const replyKeys =
  (...keys: readonly SigningKey[]): KeySetReply =>
  () =>
    replyText(JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }));

export const replyText = (text: string, status = 200): Promise<HttpAnswer> =>
  Promise.resolve({ status, headers: {}, text });

export const replyRefused: KeySetReply = () => Promise.reject(new Error('connect ECONNREFUSED'));

/** Sends no answer: the time moves on until the request is given up. */
export const replyNothing =
  (timers: ManualTimers): KeySetReply =>
  (signal) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new DOMException('given up', 'TimeoutError')));
      timers.expireNext();
    });

export class Issuer {
  asked = 0;
  reply: KeySetReply;

  constructor(...keys: readonly SigningKey[]) {
    this.reply = replyKeys(...keys);
  }

  readonly fetch: FetchKeySet = (_url, signal) => {
    this.asked += 1;
    return this.reply(signal);
  };
}
