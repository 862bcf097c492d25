/**
 * The HTTP servers of a run's APIs. Their ports are claimed before anything else starts, because user pools and functions
 * must know the addresses; they are served last. The port that the developer chose is that of the API that the output
 * `ApiUrl` names.
 */
import type { ApiModel } from './gateway/api-model';
import { claimGateway, type ClaimedGateway } from './gateway/gateway';
import type { AddressReplacement } from './loopback';
import type { LocalModel } from './model/model';
import type { OpenParts } from './open-parts';
import type { ApiGateway } from './plans/api-gateway';
import type { Pools } from './pool/pools';
import type { AnswerSink, FunctionHost, LocalClock, LogSink } from './types';

export interface GatewaySurroundings {
  readonly functions: FunctionHost;
  readonly pool: Pools;
  readonly keys: ApiGateway;
  readonly clock: LocalClock;
  readonly log: LogSink;
  readonly answered: AnswerSink;
}

/** An API with the port that is claimed for it. */
export interface Claim {
  readonly api: ApiModel;
  readonly gateway: ClaimedGateway;
}

/** Claims a port for each API. Refuses the start when the chosen one cannot be used. */
export async function claimGateways(
  model: LocalModel,
  port: number | undefined,
  opened: OpenParts,
): Promise<readonly Claim[]> {
  const named = model.apis.find((api) => model.outputs.ApiUrl?.startsWith(`${awsUrl(api)}/`)) ?? model.apis[0];
  const claims: Claim[] = [];
  for (const api of model.apis) {
    const gateway = await claimGateway(api, { port: api === named ? (port ?? 0) : 0 });
    claims.push({ api, gateway: opened.keep(gateway) });
  }
  return claims;
}

export function serveGateways(claims: readonly Claim[], parts: GatewaySurroundings, opened: OpenParts): void {
  // Kept once more, so that no request is taken once the parts that answer it are closed.
  for (const { gateway } of claims) opened.keep(gateway).serve(parts);
}

const awsUrl = (api: ApiModel): string => `https://${api.apiId}.execute-api.${api.region}.amazonaws.com`;

export const apiReplacements = (claims: readonly Claim[]): AddressReplacement[] =>
  claims.map(({ api, gateway }) => ({ aws: awsUrl(api), local: gateway.origin }));
