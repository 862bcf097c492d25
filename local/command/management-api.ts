/** The management API, called by the operator to seed a run. */
import { StartRefusal } from '../refusal';
import type { AppClient } from '../types';

/** Says that something of an earlier run had to be repaired. A first run says nothing. */
export type Tell = (repair: string) => void;

/** The management API as the operator calls it. */
export async function signIn(
  { tokenUrl, managementUrl }: { readonly tokenUrl: string; readonly managementUrl: string },
  operator: AppClient,
): Promise<ManagementApi> {
  const tokenOf = (client: AppClient): Promise<string> => fetchToken(tokenUrl, client);
  return new ManagementApi({ url: managementUrl, token: await tokenOf(operator), tokenOf });
}

async function fetchToken(tokenUrl: string, { clientId, clientSecret }: AppClient): Promise<string> {
  const response = await fetch(tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    }),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}

interface SignedIn {
  readonly url: string;
  /** The operator's. */
  readonly token: string;
  /** Fetches a token of an app client: the proof with which the client is adopted. */
  readonly tokenOf: (client: AppClient) => Promise<string>;
}

async function read<Answer>(response: Response, asked: string): Promise<Answer> {
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as Answer;
  throw new StartRefusal(`seeding failed: ${asked} was answered with ${response.status} ${text}`);
}

export class ManagementApi {
  constructor(private readonly signedIn: SignedIn) {}

  get<Answer>(path: string): Promise<Answer> {
    return this.send<Answer>('GET', path);
  }

  /** The answer's body. Any answer but success is a `StartRefusal`. */
  async send<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    return read<Answer>(await this.request(method, path, body), `${method} ${path}`);
  }

  /** As `get`, but undefined when the API says that the operator may not act. */
  async getIfOperator<Answer>(path: string): Promise<Answer | undefined> {
    const response = await this.request('GET', path);
    return response.status === 401 ? undefined : read<Answer>(response, `GET ${path}`);
  }

  /** False when the client was revoked: it can never be adopted again. */
  async adopt(accountId: string, client: AppClient): Promise<boolean> {
    const { clientId, name, scopes } = client;
    const token = await this.signedIn.tokenOf(client);
    const names = scopes.map((scope) => scope.slice(scope.indexOf('/') + 1));
    const path = `/accounts/${accountId}/clients/${clientId}`;
    const response = await this.request('PUT', path, { label: name.slice(0, 80), scopes: names, token });
    if (response.ok || response.status === 409) return response.ok;
    throw new StartRefusal(`seeding failed: PUT ${path} was answered with ${response.status} ${await response.text()}`);
  }

  private request(method: string, path: string, body?: object): Promise<Response> {
    return fetch(this.signedIn.url + path, {
      method,
      headers: {
        Authorization: `Bearer ${this.signedIn.token}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}
