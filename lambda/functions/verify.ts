/** Serves `POST /verify`, where services that are not behind API Gateway check a credential. */
import { tokenSettings } from '../aws/environment';
import { verifyEndpoints } from '../management/endpoints/verify';
import { serve } from '../management/wire/serve';
import { operatorServing } from './wiring/serving';
import { tokenTrust } from './wiring/token-trust';

const { deps, ...serving } = operatorServing('verify');

export const handler = serve(verifyEndpoints, {
  ...serving,
  deps: { ...deps, trust: tokenTrust(tokenSettings(process.env), serving.log) },
});
