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
  switch (integration.kind) {
    case 'mock':
      return mockReply(exchange, integration);
    case 'function':
      return askFunction(exchange, integration, parts);
    case 'unserved':
      return notImplemented(integration.why);
  }
}

/** A problem of RFC 9457 section 4.2.1: its title is that of the status. No deployed API answers so. */
function notImplemented(why: string): Reply {
  const problem = { type: 'about:blank', title: 'Not Implemented', status: 501, detail: `The local run ${why}` };
  return {
    status: problem.status,
    headers: [['Content-Type', 'application/problem+json']],
    body: Buffer.from(JSON.stringify(problem)),
  };
}

async function askFunction(
  exchange: Exchange,
  integration: FunctionIntegration,
  { functions, clock }: Parts,
): Promise<Reply | GatewayRefusal> {
  if (!integration.permittedSources.some((pattern) => globMatches(pattern, sourceArn(exchange)))) return NOT_PERMITTED;
  const invoked = functions.invoke(integration.functionArn, proxyEvent(exchange));
  const answer = await within(clock, integration.timeoutMs, invoked);
  if (answer === 'late') return { type: 'INTEGRATION_TIMEOUT', message: 'Endpoint request timed out' };
  return answer.ok ? functionReply(exchange, answer.payload) : { ...BAD_GATEWAY, why: 'the function failed' };
}

const NOT_PERMITTED: GatewayRefusal = { ...INTERNAL, why: 'no permission lets API Gateway invoke the function' };

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
