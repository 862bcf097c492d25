/**
 * The portal: an app client with which people sign in, and a function that serves the page on open routes of the management
 * API. The client names the API's address, so both are in the API's nested stack.
 */
import { Duration } from 'aws-cdk-lib';
import {
  CfnUserPoolClient,
  FeaturePlan,
  OAuthScope,
  UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import type { RequestValidator, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { setProperties } from '../cdk/cdk-versions';
import { isOfType } from '../cdk/parts-of-api';
import { bundleOf, HandlerFunction } from '../functions/function';
import type { Parts } from '../parts';
import { acknowledgeOpen } from '../rest-api/gateway-authorizers';
import { withOnePermission } from '../rest-api/one-permission';
import type { Throttle } from '../rest-api/rest-api';
import { stageUrl } from '../rest-api/stages';
import type { Settings } from '../settings';
import type { People } from '../state/people';
import type { PortalSettings } from './portal-checks';

/** Relative to `/v1`. */
const PAGE = '/portal';
const FILES = `${PAGE}/{file+}`;

/** The throttles of the page's methods, by path and method: a flood of them leaves all others their own. */
export const portalThrottles = ({
  throttleRate: rate,
  throttleBurst: burst,
}: PortalSettings): Record<string, Throttle> => ({
  [`${PAGE}/GET`]: { rate, burst },
  [`${FILES}/GET`]: { rate, burst },
});

/** The page's address. Its slash is a part of it: people are sent back to exactly this address. */
export const portalUrlOf = (api: RestApi): string => `${stageUrl(api)}${PAGE}/`;

export interface PortalParts extends Pick<Parts, 'settings' | 'issuer' | 'network'> {
  readonly api: RestApi;
  readonly validator: RequestValidator;
  readonly people: People;
  readonly portal: PortalSettings;
  /** A route of the guarded API, which the page shows a call of. */
  readonly exampleUrl: string;
}

export class Portal extends Construct {
  constructor(scope: Construct, id: string, parts: PortalParts) {
    super(scope, id);
    const handler = this.makeFunction(parts, makeClient(this, parts));
    const integration = withOnePermission(handler, parts.api, `${PAGE}*`);
    for (const path of [PAGE, FILES]) {
      const method = parts.api.root
        .resourceForPath(path)
        .addMethod('GET', integration, { requestValidator: parts.validator });
      acknowledgeOpen(method, 'Open on purpose: it serves the public files of a page, before anybody has signed in.');
    }
  }

  private makeFunction(parts: PortalParts, client: UserPoolClient): HandlerFunction {
    const { settings, portal, people } = parts;
    const { name, logoUrl, supportUrl, colors } = portal;
    return new HandlerFunction(this, 'Page', {
      description: `${settings.name}: serves the page of the portal`,
      bundle: bundleOf('portal'),
      timeout: Duration.seconds(5),
      memorySize: 256,
      environment: {
        PORTAL: JSON.stringify({ name, logoUrl, supportUrl, colors }),
        ENVIRONMENT: settings.environment,
        KEY_PREFIX: settings.keyPrefix,
        EXAMPLE_URL: parts.exampleUrl,
        TOKEN_URL: parts.issuer.tokenUrl,
        SIGN_IN_ORIGIN: people.signInOrigin,
        PEOPLE_ISSUER: people.issuer,
        PEOPLE_CLIENT_ID: client.userPoolClientId,
        PEOPLE_SCOPE: `${people.server}/${people.scope}`,
      },
      permissions: [],
      parts,
    });
  }
}

/** Public: a page can keep no secret. The code that it gets is of use only with the verifier that it kept (RFC 7636). */
function makeClient(scope: Construct, { api, people, portal, settings }: PortalParts): UserPoolClient {
  const urls = [portalUrlOf(api), ...portal.urls];
  const client = new UserPoolClient(scope, 'Client', {
    userPool: people.userPool,
    generateSecret: false,
    supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
    authFlows: { userSrp: true },
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [...OPEN_ID, people.oAuthScope],
      callbackUrls: urls,
      logoutUrls: urls,
    },
    accessTokenValidity: TOKEN_VALIDITY,
    idTokenValidity: TOKEN_VALIDITY,
    refreshTokenValidity: Duration.hours(12),
  });
  if (rotates(settings)) useRefreshTokensOnce(client);
  return client;
}

const OPEN_ID = [OAuthScope.OPENID, OAuthScope.EMAIL];
/** Of a person who left the group of operators it is the longest time that the person goes on being one. */
const TOKEN_VALIDITY = Duration.minutes(15);
/** Cognito's plan Lite has no rotation (https://aws.amazon.com/about-aws/whats-new/2025/04/amazon-cognito-refresh-token-rotation/). */
const rotates = ({ featurePlan }: Settings): boolean => featurePlan !== FeaturePlan.LITE;

/**
 * Each use of a refresh token gives a new one, so a stolen one ends at the next use of either. A page whose answer was lost may
 * ask once more for some seconds. The flow `ALLOW_REFRESH_TOKEN_AUTH` must then be gone: the token endpoint goes without it
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html).
 */
function useRefreshTokensOnce(client: UserPoolClient): void {
  const resource = client.node.defaultChild;
  if (isOfType(CfnUserPoolClient)(resource))
    setProperties(resource, {
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 },
    });
}
