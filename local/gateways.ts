/** The HTTP servers of a run's APIs. The port that the developer chose is that of the API that the output `ApiUrl` names. */
import type { ApiModel } from './gateway/api-model';
import { type Gateway, startGateway } from './gateway/gateway';
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
  readonly port: number | undefined;
}

export async function startGateways(model: LocalModel, { port, ...parts }: GatewaySurroundings, opened: OpenParts) {
  const named = model.apis.find((api) => model.outputs.ApiUrl?.startsWith(`${awsUrl(api)}/`)) ?? model.apis[0];
  const gateways: { api: ApiModel; gateway: Gateway }[] = [];
  for (const api of model.apis) {
    const gateway = await startGateway(api, {
      ...parts,
      port: api === named ? (port ?? 0) : 0,
    });
    gateways.push({ api, gateway: opened.keep(gateway) });
  }
  return gateways;
}

const awsUrl = (api: ApiModel): string => `https://${api.apiId}.execute-api.${api.region}.amazonaws.com`;

export const apiReplacement = (api: ApiModel, gateway: Gateway): AddressReplacement => ({
  aws: awsUrl(api),
  local: gateway.origin,
});
