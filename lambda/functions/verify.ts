/** Serves `POST /verify`, where services that are not behind API Gateway check a credential. */
import { tokenSettings } from '../aws/environment';
import { verifyEndpoints } from '../management/endpoints/verify';
import { signedReads } from '../aws/dynamodb/signed-reader';
import { operatorServing, served } from './wiring/serving';
import { tokenTrust } from './wiring/token-trust';

const serving = operatorServing('verify', signedReads(process.env));
const trustIn = tokenTrust(tokenSettings(process.env));

export const handler = served(verifyEndpoints, {
  ...serving,
  depsIn: (invocation) => ({ ...serving.depsIn(invocation), trust: trustIn(invocation) }),
});
