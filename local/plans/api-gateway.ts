/**
 * What a run has of API Gateway beside the APIs themselves: the check of a request's native key and its usage plan, and
 * the control plane with which functions make such keys.
 */
import type { Callers } from '../callers';
import { type Endpoint, serveEndpoint } from '../endpoint';
import type { Admission, KeyCheck } from '../gateway/admit-key';
import { InjectedFailures } from '../injected-failures';
import { listen, type RunningServer } from '../server';
import type { ApiGatewayServer, FailureKind, FailureOptions } from '../types';
import { createBudgets, type Spend } from './budgets';
import { answerControlRequest, controlError, operationOf } from './control-plane-api';
import { NativeKeys, type NativeKeysOptions } from './native-keys';
import type { ApiStage, PlanSpecs } from './plan-specs';

export interface ApiGatewayOptions extends NativeKeysOptions {
  /** The functions, which may do what their roles allow; any other caller may do everything. */
  readonly callers?: Callers;
}

/** Ours: the largest request makes one key. */
const MAX_BYTES = 16_384;

export class ApiGateway implements KeyCheck {
  private readonly keys: NativeKeys;
  private readonly spend: Spend;
  private readonly failures = new InjectedFailures();
  private running: RunningServer | undefined;

  constructor(
    private readonly specs: PlanSpecs,
    private readonly options: ApiGatewayOptions,
  ) {
    this.keys = new NativeKeys(specs, options);
    this.spend = createBudgets(options.clock);
  }

  admit(value: string | undefined, stage: ApiStage): Admission {
    const found = value === undefined ? undefined : this.keys.inPlan(value, stage);
    if (found === undefined) return { refused: 'INVALID_API_KEY' };
    const { key, plan } = found;
    return { keyId: key.keyId, refused: this.spend(plan, key.keyId) };
  }

  /** Opens the control plane on a free port; undefined for a template without usage plans and native keys. */
  async open(): Promise<ApiGatewayServer | undefined> {
    if (this.specs.plans.length + this.specs.keys.length === 0) return undefined;
    const { callers = {} } = this.options;
    this.running = await listen((request, response) => {
      const { method = '', url = '', headers } = request;
      const endpoint: Endpoint = {
        maxBytes: MAX_BYTES,
        answer: (body = '') =>
          answerControlRequest(
            { keys: this.keys, callers },
            { method, url, accept: headers.accept, authorization: headers.authorization, body },
          ),
        throttled: controlError(429, 'TooManyRequestsException', 'Too Many Requests'),
        failed: controlError(500, 'InternalFailure', 'Internal server error'),
      };
      return serveEndpoint(endpoint, this.failures.take(operationOf(request)).kind, { request, response });
    });
    return {
      url: this.running.url,
      nativeKeys: () =>
        this.keys
          .list()
          .map(({ keyId, name, value, enabled }) => ({ keyId, name, value, enabled, plans: this.keys.plansOf(keyId) })),
      fail: (kind: FailureKind, options?: FailureOptions) => this.failures.inject(kind, options),
    };
  }

  async close(): Promise<void> {
    await this.running?.close();
  }
}
