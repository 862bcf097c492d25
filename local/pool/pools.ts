/** The user pools of a run, each with a server of its own: one for machines, and others, for people for example. */
import type { Callers } from '../callers';
import { type AddressReplacement, poolReplacements, toLoopback } from '../loopback';
import type { AppClientSpec, FunctionSpec, LocalClock, LogSink, PoolServer, TokenClaims, UserPoolSpec } from '../types';
import { startPoolServer } from './pool';

/** A user pool with its ARN, and the host names at which Cognito serves its token endpoint. */
export interface ServedPool {
  readonly spec: UserPoolSpec;
  readonly arn: string;
  readonly hosts: readonly string[];
}

export interface PoolsOptions {
  readonly clock: LocalClock;
  readonly callers: Callers;
  readonly log?: LogSink;
  /** Where this run serves the APIs: pages on them are addresses to which people come back from sign-in. */
  readonly apiAddresses?: readonly AddressReplacement[];
  readonly directory?: string;
}

export class Pools {
  private readonly opened: { readonly model: ServedPool; readonly server: PoolServer }[] = [];

  async open(models: readonly ServedPool[], { apiAddresses = [], ...options }: PoolsOptions): Promise<void> {
    for (const model of models) {
      const clients = model.spec.clients.map((client) => withLocalAddresses(client, apiAddresses));
      const spec = { ...model.spec, clients };
      this.opened.push({ model: { ...model, spec }, server: await startPoolServer(spec, options) });
    }
  }

  /** The pool that has this app client, or else the first. */
  main(clientId: string | undefined): PoolServer | undefined {
    const found = this.opened.find(({ model }) => model.spec.clients.some((client) => client.clientId === clientId));
    return (found ?? this.opened[0])?.server;
  }

  /** The pool in which people sign in to the page at this address; undefined when there is none. */
  ofPage(url: string): PoolServer | undefined {
    const found = this.opened.find(({ model }) =>
      model.spec.clients.some(({ signIn }) => signIn?.callbackUrls.includes(url)),
    );
    return found?.server;
  }

  /** Checks a token as a Cognito authorizer with these user pools does: it takes no token of another pool. */
  authorize(token: string, poolArns: readonly string[]): TokenClaims | undefined {
    for (const { model, server } of this.opened) {
      const claims = poolArns.includes(model.arn) ? server.authorize(token) : undefined;
      if (claims !== undefined) return claims;
    }
    return undefined;
  }

  replacements(): AddressReplacement[] {
    return this.opened.flatMap(({ model, server }) => poolReplacements(model, server.url));
  }

  /**
   * Where a function finds the API of the pool that its environment names, or else of the first. A variable that is the
   * id of a pool comes before one that only mentions it, as an issuer does.
   */
  endpointFor({ environment }: FunctionSpec): Readonly<Record<string, string>> {
    const values = Object.values(environment);
    const text = values.join('\n');
    const { server } =
      this.opened.find(({ model }) => values.includes(model.spec.poolId)) ??
      this.opened.find(({ model }) => text.includes(model.spec.poolId)) ??
      this.opened[0] ??
      {};
    return server === undefined ? {} : { AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: server.url };
  }

  async close(): Promise<void> {
    for (const { server } of this.opened.splice(0)) await server.close();
  }
}

function withLocalAddresses(client: AppClientSpec, addresses: readonly AddressReplacement[]): AppClientSpec {
  if (client.signIn === undefined) return client;
  const { callbackUrls, logoutUrls } = client.signIn;
  const local = (urls: readonly string[]): string[] => urls.map((url) => toLoopback(url, addresses));
  return {
    ...client,
    signIn: { ...client.signIn, callbackUrls: local(callbackUrls), logoutUrls: local(logoutUrls) },
  };
}
