/** Token requests as API Gateway passes them on. */
import type { ProxyEvent } from '../../lambda/http/event';
import type { CacheableRequest } from '../../lambda/token-cache/entry-seal';
import { REQUEST_ID } from './management';

export const FORM = 'application/x-www-form-urlencoded';

export const basic = (clientId: string, secret: string): string =>
  `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;

export const tokenEvent = (body: string | null, given: Partial<ProxyEvent> = {}): ProxyEvent => ({
  httpMethod: 'POST',
  resource: '/oauth2/token',
  pathParameters: null,
  multiValueQueryStringParameters: null,
  multiValueHeaders: { 'content-type': [FORM] },
  body,
  isBase64Encoded: false,
  requestContext: {
    extendedRequestId: REQUEST_ID,
    path: '/prod/oauth2/token',
    identity: { sourceIp: '203.0.113.7' },
  },
  ...given,
});

/** With the client's credential in the body. */
export function postEvent({ clientId, secret, scopes }: CacheableRequest): ProxyEvent {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: secret });
  if (scopes.length > 0) form.set('scope', scopes.join(' '));
  return tokenEvent(form.toString());
}

/** With the client's credential in the header. */
export const basicEvent = (
  { clientId, secret }: Pick<CacheableRequest, 'clientId' | 'secret'>,
  body: string,
): ProxyEvent =>
  tokenEvent(body, { multiValueHeaders: { 'Content-Type': [FORM], Authorization: [basic(clientId, secret)] } });
