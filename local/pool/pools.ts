/** The user pools of a run, each with a server of its own: one for machines, and others that an app may have beside it. */
import type { Callers } from '../callers';
import { type AddressReplacement, poolReplacements } from '../loopback';
import type { AccessTokenClaims, FunctionSpec, LocalClock, PoolServer, UserPoolSpec } from '../types';
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
  readonly directory?: string;
}

export class Pools {
  private readonly opened: { readonly model: ServedPool; readonly server: PoolServer }[] = [];

  async open(models: readonly ServedPool[], options: PoolsOptions): Promise<void> {
    for (const model of models) this.opened.push({ model, server: await startPoolServer(model.spec, options) });
  }

  /** The pool that has this app client, or else the first. */
  main(clientId: string | undefined): PoolServer | undefined {
    const found = this.opened.find(({ model }) => model.spec.clients.some((client) => client.clientId === clientId));
    return (found ?? this.opened[0])?.server;
  }

  /** Checks a token as a Cognito authorizer with these user pools does: it takes no token of another pool. */
  authorize(token: string, poolArns: readonly string[]): AccessTokenClaims | undefined {
    for (const { model, server } of this.opened) {
      const claims = poolArns.includes(model.arn) ? server.authorize(token) : undefined;
      if (claims !== undefined) return claims;
    }
    return undefined;
  }

  replacements(): AddressReplacement[] {
    return this.opened.flatMap(({ model, server }) => poolReplacements(model, server.url));
  }

  /** Where a function finds the API of the pool that its environment names, or else of the first. */
  endpointFor({ environment }: FunctionSpec): Readonly<Record<string, string>> {
    const values = Object.values(environment).join('\n');
    const { server } = this.opened.find(({ model }) => values.includes(model.spec.poolId)) ?? this.opened[0] ?? {};
    return server === undefined ? {} : { AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: server.url };
  }

  async close(): Promise<void> {
    for (const { server } of this.opened.splice(0)) await server.close();
  }
}
