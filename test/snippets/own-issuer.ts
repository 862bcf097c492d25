/** A key set on loopback and tokens of it with any claims: what the user pool of a local run never signs. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface OwnIssuer {
  readonly keySetUrl: string;
  /** Signed like an access token of Cognito, with these claims beside or in place of the usual ones. */
  tokenWith(claims: object, usual: object): string;
  close(): void;
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

export async function startOwnIssuer(): Promise<OwnIssuer> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const marks = { kid: 'own', alg: 'RS256' };
  const keySet = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), ...marks, use: 'sig' }] });
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'application/json').end(keySet);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    keySetUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
    tokenWith(claims, usual) {
      const signed = `${part(marks)}.${part({ ...usual, ...claims })}`;
      return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
