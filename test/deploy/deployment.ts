/** A deployment as its users see it: its outputs, its operator's client, and requests to its APIs. */
import { clientCredentials, createClient, type Client } from 'sallyport/client';
import { stackAddresses } from '../../cli/connection/stack';
import { awsStacks } from '../../cli/connection/aws-stacks';
import type { Outputs } from './programs';
import { REGION } from './places';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Of a body that is a JSON object, else empty. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface Asked {
  readonly bearer?: string | undefined;
  readonly apiKey?: string;
  readonly json?: unknown;
}

export class Deployment {
  private constructor(
    readonly stack: string,
    private readonly outputs: Outputs,
    /** Of the operator that the stack made, found as the command finds them. */
    readonly operatorCredentials: Credentials & { readonly client: Client },
  ) {}

  get operator(): Client {
    return this.operatorCredentials.client;
  }

  static async of(stack: string, outputs: Outputs): Promise<Deployment> {
    const { url, tokenUrl, clientId, clientSecret } = await stackAddresses(awsStacks(REGION), stack);
    const client = createClient({ url, token: clientCredentials({ tokenUrl, clientId, clientSecret }) });
    return new Deployment(stack, outputs, { clientId, clientSecret, client });
  }

  output(name: string): string {
    const value = this.outputs[name];
    if (value === undefined) throw new Error(`the stack ${this.stack} has no output ${name}`);
    return value;
  }

  /** To the guarded API, for example `GET /orders`. */
  call(route: string, asked: Asked = {}): Promise<Answer> {
    return this.request(this.output('ApiUrl'), route, asked);
  }

  /** To the management API. */
  manage(route: string, asked: Asked = {}): Promise<Answer> {
    return this.request(this.output('ManagementUrl'), route, asked);
  }

  /** From Cognito's token endpoint, with the credentials in a header. */
  async token({ clientId, clientSecret }: Credentials): Promise<Answer> {
    const headers = { Authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` };
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    return answerOf(await fetch(this.output('TokenUrl'), { method: 'POST', headers, body }));
  }

  /** From the token cache, with the credentials in the form. */
  async cachedToken({ clientId, clientSecret }: Credentials): Promise<Answer> {
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    return answerOf(await fetch(this.output('CachedTokenUrl'), { method: 'POST', body: new URLSearchParams(form) }));
  }

  /** A first-party client, by the name of the output with its id. */
  async firstParty(output: string): Promise<Credentials> {
    const clientId = this.output(output);
    const clientSecret = (await awsStacks(REGION).secretOf(this.output('UserPoolId'), clientId)) ?? '';
    return { clientId, clientSecret };
  }

  private async request(base: string, route: string, { bearer, apiKey, json }: Asked): Promise<Answer> {
    const [method = '', path = ''] = route.split(' ');
    const headers = {
      ...(bearer !== undefined && { Authorization: `Bearer ${bearer}` }),
      ...(apiKey !== undefined && { 'X-API-Key': apiKey }),
      ...(json !== undefined && { 'Content-Type': 'application/json' }),
    };
    const body = json === undefined ? null : JSON.stringify(json);
    return answerOf(await fetch(base + path, { method, headers, body }));
  }
}

async function answerOf(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const text = await response.text();
  return { status, headers, text, body: objectIn(text) };
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
