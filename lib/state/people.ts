/**
 * The Cognito user pool of people: those who use the portal. It is not the machines' pool, so nothing that is true of a
 * person's token can be true of a machine's, and a passed pool of machines stays as it is. Nobody signs up by themselves.
 */
import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  type IUserPool,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  UserPoolDomain,
  UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { acknowledge } from '../cdk/acknowledge';
import type { PortalSettings } from '../management-api/portal-checks';
import type { Settings } from '../settings';
import { domainPrefixOf, GOV_CLOUD } from './token-issuer';

/** The one scope of people's tokens. What a person may do is decided by the person's roles, and not by scopes. */
const SCOPE = 'portal';
/** The group of people who administer all accounts. */
const OPERATORS = 'operators';
const MFA = { off: Mfa.OFF, optional: Mfa.OPTIONAL, required: Mfa.REQUIRED } as const;

/**
 * The people who may use the portal.
 *
 * @example
 * import { CfnOutput } from 'aws-cdk-lib';
 *
 * new CfnOutput(stack, 'People', { value: sallyport.people?.userPool.userPoolId ?? '' });
 */
export interface PortalPeople {
  /** Holds the people. Who may see which account stands in the table. */
  readonly userPool: IUserPool;
  /** Name of the group whose members administer all accounts. */
  readonly operatorsGroup: string;
}

export class People extends Construct implements PortalPeople {
  readonly userPool: UserPool;
  readonly operatorsGroup = OPERATORS;
  /** The claim `iss` of every token of a person. */
  readonly issuer: string;
  /** Identifier of the resource server, such as `orders-people`. */
  readonly server: string;
  /** As tokens name it, such as `orders-people/portal`. */
  readonly scope = SCOPE;
  /** For an app client of people. */
  readonly oAuthScope: OAuthScope;
  /** Origin of the pages where people sign in, without a slash at its end. */
  readonly signInOrigin: string;

  constructor(scope: Construct, id: string, settings: Settings & { readonly portal: PortalSettings }) {
    super(scope, id);
    const userPool = (this.userPool = this.makePool(settings));
    this.server = `${settings.name}-people`;
    const portal = new ResourceServerScope({ scopeName: SCOPE, scopeDescription: 'Use the portal' });
    const server = new UserPoolResourceServer(this, 'Server', { userPool, identifier: this.server, scopes: [portal] });
    this.oAuthScope = OAuthScope.resourceServer(server, portal);
    const domainPrefix = domainPrefixOf(settings, 'people');
    const domain = new UserPoolDomain(this, 'Domain', { userPool, cognitoDomain: { domainPrefix } });
    this.signInOrigin = domain.baseUrl({ fips: Stack.of(this).region.startsWith(GOV_CLOUD) });
    new CfnUserPoolGroup(this, 'Operators', {
      userPoolId: userPool.userPoolId,
      groupName: OPERATORS,
      description: `${settings.name}: people who administer all accounts`,
    });
    this.issuer = `https://cognito-idp.${Aws.REGION}.amazonaws.com/${userPool.userPoolId}`;
  }

  private makePool({ removalPolicy, featurePlan, portal }: Settings & { readonly portal: PortalSettings }): UserPool {
    const pool = new UserPool(this, 'Pool', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      standardAttributes: { email: { required: true, mutable: true } },
      // A person keeps signing in with the old address until the new one is proven.
      keepOriginal: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireSymbols: true,
        requireUppercase: true,
      },
      mfa: MFA[portal.mfa],
      ...(portal.mfa !== 'off' && { mfaSecondFactor: { sms: false, otp: true } }),
      userInvitation: invitationOf(portal),
      // Also of a forgotten password.
      userVerification: {
        emailSubject: `Your code for ${portal.name}`,
        emailBody: `Your code for ${escaped(portal.name)} is {####}`,
      },
      deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
      removalPolicy,
      ...(featurePlan && { featurePlan }),
    });
    const plan =
      'Threat protection is a part of Cognito’s plan Plus, which costs money for each person: the prop featurePlan chooses it.';
    acknowledge(pool, {
      ...(portal.mfa !== 'required' && {
        'AwsSolutions-COG2': `The deployer chose ${portal.mfa} for portal.mfa; with required everybody has a second factor.`,
      }),
      // COG3 is a rule of cdk-nag 2, in whose place cdk-nag 3 has COG8.
      'AwsSolutions-COG3': plan,
      'AwsSolutions-COG8': plan,
    });
    return pool;
  }
}

/** Undefined without a portal. */
export const peopleOf = (scope: Construct, { portal, ...settings }: Settings): People | undefined =>
  portal ? new People(scope, 'People', { ...settings, portal }) : undefined;

/** The mail cannot name `portalUrl`: the address has the id of an API that needs the pool first. */
const invitationOf = ({ name, urls: [url] }: PortalSettings) => ({
  emailSubject: `Your access to ${name}`,
  emailBody: [
    `You were invited to ${escaped(name)}.`,
    'Sign in with your e-mail address ({username}) and this password, which works once and for seven days:',
    '{####}',
    url === undefined ? 'Who invited you knows the address of the page.' : `The page is <a href="${url}">${url}</a>.`,
  ]
    .map((line) => `<p>${line}</p>`)
    .join('\n'),
});

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
