/** For services that are not behind the gateway: is this credential good, and whose is it? */
import { tokenSettings } from '../aws/environment';
import { type TokenTrust, verifyCredential } from '../management/operations/verify-credential';
import { verdictReply } from '../management/wire/replies';
import { guarded, serve } from '../management/wire/serve';
import { operatorServing } from './wiring/serving';
import { tokenTrust } from './wiring/token-trust';

export const verifyRoutes = (trust: TokenTrust) => [
  guarded('POST /verify', (deps, call, { body }) => verifyCredential({ ...deps, ...trust }, call, body), verdictReply),
];

const serving = operatorServing('verify');

export const handler = serve(verifyRoutes(tokenTrust(tokenSettings(process.env), serving.log)), serving);
