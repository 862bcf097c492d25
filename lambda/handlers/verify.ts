/** For services that are not behind the gateway: is this credential good, and whose is it? */
import { tokenSettings } from '../adapters/environment';
import { type TokenTrust, verifyCredential } from '../core/operations/verify-credential';
import { verdictReply } from '../http/replies';
import { guarded, serve } from '../http/serve';
import { operatorServing } from './wiring/serving';
import { tokenTrust } from './wiring/token-trust';

export const verifyRoutes = (trust: TokenTrust) => [
  guarded('POST /verify', (deps, call, { body }) => verifyCredential({ ...deps, ...trust }, call, body), verdictReply),
];

const serving = operatorServing('verify');

export const handler = serve(verifyRoutes(tokenTrust(tokenSettings(process.env), serving.log)), serving);
