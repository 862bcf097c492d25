/** Hands a request that passed its guard to what answers it. */
import { startLimit } from '../clock';
import type { FunctionHost, Invocation, LocalClock } from '../types';
import type { FunctionIntegration, Integration } from './api-model';
import { proxyEvent } from './events';
import { type Exchange } from './exchange';
import { globMatches } from '../glob';
import { BAD_GATEWAY, type GatewayRefusal, INTERNAL } from './refusals';
import { functionReply, mockReply, type Reply } from './reply';

interface Parts {
  readonly functions: FunctionHost;
  readonly clock: LocalClock;
}

export function integrate(
  exchange: Exchange,
  integration: Integration,
  parts: Parts,
): Promise<Reply | GatewayRefusal> | Reply | GatewayRefusal {
  return integration.kind === 'mock' ? mockReply(exchange, integration) : askFunction(exchange, integration, parts);
}

async function askFunction(
  exchange: Exchange,
  integration: FunctionIntegration,
  { functions, clock }: Parts,
): Promise<Reply | GatewayRefusal> {
  if (!integration.permittedSources.some((pattern) => globMatches(pattern, sourceArn(exchange)))) return INTERNAL;
  const invoked = functions.invoke(integration.functionArn, proxyEvent(exchange));
  const answer = await within(clock, integration.timeoutMs, invoked);
  if (answer === 'late') return { type: 'INTEGRATION_TIMEOUT', message: 'Endpoint request timed out' };
  return answer.ok ? functionReply(answer.payload) : BAD_GATEWAY;
}

/** The ARN that permissions are compared with. Its path is that of the resource, for example `/orders/{id}`. */
function sourceArn({ api, request, route }: Exchange): string {
  const execute = `arn:aws:execute-api:${api.region}:${api.account}:${api.apiId}`;
  return `${execute}/${api.stage.name}/${request.method}${route?.resource.path ?? '/'}`;
}

async function within(
  clock: LocalClock,
  milliseconds: number,
  answer: Promise<Invocation>,
): Promise<Invocation | 'late'> {
  let cancel = (): void => undefined;
  const late = new Promise<'late'>((resolve) => {
    cancel = startLimit(clock, milliseconds, () => resolve('late'));
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    cancel();
  }
}
