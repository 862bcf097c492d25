/** The real adapter for native keys over the wire, to the control plane of a local run. */
import { ControlPlane } from '../../lambda/aws/gateway/control-plane';
import { GatewayNativeKeys } from '../../lambda/aws/gateway/gateway-native-keys';
import { ApiGateway } from '../../local/plans/api-gateway';
import type { ApiGatewayServer } from '../../local/types';
import type { OpenNativeKeys } from '../contracts/native-keys.contract';
import { standingClock } from '../local/rest-api';
import { ManualTimers } from './manual-timers';
import { endlessBudget } from './time-budgets';

export interface LocalNativeKeys extends OpenNativeKeys {
  readonly server: ApiGatewayServer;
  readonly timers: ManualTimers;
}

const STAGE = { apiId: 'api', stage: 'prod' };
const MOST = 12;

export const variablesFor = (url: string): Readonly<Record<string, string>> => ({
  AWS_REGION: 'eu-west-1',
  AWS_ENDPOINT_URL_API_GATEWAY: url,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'secret',
});

export async function openLocalNativeKeys(): Promise<LocalNativeKeys> {
  const plans = ['up1', 'up2'].map((planId) => ({ planId, stages: [STAGE] }));
  const gateway = new ApiGateway({ plans, keys: [], associations: [] }, { clock: standingClock(), maxKeys: MOST });
  const server = await gateway.open();
  if (server === undefined) throw new Error('no control plane was opened');
  const timers = new ManualTimers();
  const controlPlane = new ControlPlane(variablesFor(server.url), { timers });
  return {
    nativeKeys: new GatewayNativeKeys(controlPlane, endlessBudget(timers)),
    usagePlans: { free: 'up1', pro: 'up2' },
    most: MOST,
    server,
    timers,
    close: async () => {
      controlPlane.close();
      await gateway.close();
    },
  };
}
