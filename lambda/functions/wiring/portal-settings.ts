/** The settings of the function that serves the portal, read and checked once, at cold start. */
import { type Variables, variable } from '../../aws/environment';
import { CLIENT_ID, KEY_PREFIX } from '../../domain/key-format';
import { brandingOf } from '../../portal/branding';
import type { PortalSettings } from '../../portal/portal-config';

const HTTP_URL = /^https?:\/\/[^\s]+[^\s/]$/;

const branding = variable('PORTAL', /^\{[^]*\}$/, 'a JSON object with the name of the portal');
const environment = variable('ENVIRONMENT', /^(?:live|test)$/, '"live" or "test"');
const keyPrefix = variable('KEY_PREFIX', KEY_PREFIX, '2 to 10 lower-case letters and digits');
const exampleUrl = variable('EXAMPLE_URL', HTTP_URL, 'the URL of a route');
const tokenUrl = variable('TOKEN_URL', HTTP_URL, 'the URL of a token endpoint');
const signInOrigin = variable('SIGN_IN_ORIGIN', HTTP_URL, 'the origin where people sign in');
const issuer = variable('PEOPLE_ISSUER', HTTP_URL, 'the issuer URL of a user pool');
const clientId = variable('PEOPLE_CLIENT_ID', CLIENT_ID, 'the id of a Cognito app client');
const scope = variable('PEOPLE_SCOPE', /^[\w.-]+\/[\w.:-]+$/, 'a scope of a resource server');

export const portalSettings = (variables: Variables): PortalSettings => ({
  branding: brandingOf(branding(variables)),
  environment: environment(variables),
  keyPrefix: keyPrefix(variables),
  exampleUrl: exampleUrl(variables),
  tokenUrl: tokenUrl(variables),
  signInOrigin: signInOrigin(variables),
  issuer: issuer(variables),
  clientId: clientId(variables),
  scope: scope(variables),
});
