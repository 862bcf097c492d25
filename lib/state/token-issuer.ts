/**
 * The Cognito user pool that issues access tokens to machines: made here, or passed by the deployer. It gets three resource
 * servers, a domain, and app clients that can only use the client-credentials flow. No client secret is read here, so none
 * can reach a template.
 */
import { Aws, type Duration, Fn, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import {
  AccountRecovery,
  type IUserPool,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  UserPoolClient,
  UserPoolDomain,
  UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { MANAGEMENT_SCOPES } from '../../lambda/domain/policy';
import { acknowledge } from '../cdk/acknowledge';
import { type NamesOf, refuseUnknown } from '../cdk/known-names';
import { failSynth, invalid, isList, isObject } from '../cdk/synth-errors';
import type { Settings } from '../settings';
import { checkEnvironment } from './state-checks';

/** Scopes that one app client can have (https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html). */
const MOST_SCOPES_OF_A_CLIENT = 50;

/**
 * Regions where a token domain has the name `auth-fips`
 * (https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-cog.html).
 */
export const GOV_CLOUD = 'us-gov-';

export class TokenIssuer extends Construct {
  readonly userPool: IUserPool;
  /** The app client of the first operator, with every management scope. */
  readonly operatorClient: UserPoolClient;
  /** The claim `iss` of every token. */
  readonly issuer: string;
  /** URL of the JSON Web Key Set: the public keys that verify tokens. */
  readonly keySetUrl: string;
  readonly tokenUrl: string;
  /** Identifier of the resource server for operators. */
  readonly managementServer: string;
  /** Identifier of the resource server for the clients that accounts own. */
  readonly accountsServer: string;
  /**
   * Identifiers of the resource servers whose scopes the authorizer takes: for first-party clients, then for
   * accounts' clients.
   */
  readonly guardedServers: readonly [string, string];
  /**
   * Parent of the first-party clients, so that an id of theirs may equal an id in this construct, such as `Operator`.
   */
  private readonly clients: Construct;
  /** Parent of resource servers and domain: the pool that is made here, but not one that the deployer passes. */
  private readonly parent: Construct;
  private readonly firstParty: UserPoolResourceServer;
  private readonly scopes: ReadonlyMap<string, ResourceServerScope>;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const { region } = Stack.of(this);
    checkRegion(region);
    const { name } = settings;
    this.accountsServer = `${name}-accounts`;
    this.guardedServers = [name, this.accountsServer];
    this.managementServer = `${name}-management`;
    this.scopes = scopesOf(settings.scopes);
    this.clients = new Construct(this, 'Clients');
    const { userPool } = settings;
    if (userPool === undefined) this.userPool = this.parent = this.makePool(settings);
    else {
      checkEnvironment('userPool', userPool, Stack.of(this));
      [this.userPool, this.parent] = [userPool, this];
    }
    this.tokenUrl = settings.tokenUrl ?? this.makeTokenUrl(settings);
    this.firstParty = this.makeServer('FirstParty', name, this.scopes);
    this.makeServer('Accounts', this.accountsServer, this.scopes);
    const management = scopesOf(MANAGEMENT_SCOPES);
    const managementServer = this.makeServer('Management', this.managementServer, management);
    this.operatorClient = this.makeClient(this, 'Operator', {
      scopes: [...management.values()].map((one) => OAuthScope.resourceServer(managementServer, one)),
      ...(settings.operatorTokenValidity && { accessTokenValidity: settings.operatorTokenValidity }),
    });
    this.issuer = `https://cognito-idp.${Aws.REGION}.amazonaws.com/${this.userPool.userPoolId}`;
    this.keySetUrl = `${this.issuer}/.well-known/jwks.json`;
  }

  /** Makes an app client that may request these scopes of the API. */
  addFirstPartyClient(id: string, options: FirstPartyClientOptions): UserPoolClient {
    if (!isObject(options) || !isList(options.scopes))
      invalid(
        `the options argument of client ${id}`,
        options,
        'an object with a list of scopes, such as { scopes: ["read:orders"] }',
      );
    refuseUnknown(`an option of addClient() for ${id}`, options, CLIENT_OPTIONS);
    if (this.clients.node.tryFindChild(id))
      failSynth(`addClient() was called twice with the id ${id}; give each first-party client an id of its own`);
    const { scopes: names, accessTokenValidity } = options;
    if (names.length === 0 || names.length > MOST_SCOPES_OF_A_CLIENT)
      invalid(`the number of scopes of client ${id}`, names.length, `1 to ${MOST_SCOPES_OF_A_CLIENT}`);
    const scopes = names.map((name) => {
      const found = this.scopes.get(name);
      if (found === undefined) return invalid(`a scope of client ${id}`, name, [...this.scopes.keys()].join(', '));
      return OAuthScope.resourceServer(this.firstParty, found);
    });
    return this.makeClient(this.clients, id, { scopes, ...(accessTokenValidity && { accessTokenValidity }) });
  }

  private makePool({ removalPolicy, featurePlan }: Settings): UserPool {
    const pool = new UserPool(this, 'Pool', {
      selfSignUpEnabled: false,
      accountRecovery: AccountRecovery.NONE,
      passwordPolicy: {
        minLength: 16,
        requireDigits: true,
        requireLowercase: true,
        requireSymbols: true,
        requireUppercase: true,
      },
      deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
      removalPolicy,
      ...(featurePlan && { featurePlan }),
    });
    const nobody = 'The user pool has app clients of machines and no users: nobody can sign up or sign in.';
    // COG3 is a rule of cdk-nag 2, in whose place cdk-nag 3 has COG8.
    acknowledge(pool, { 'AwsSolutions-COG2': nobody, 'AwsSolutions-COG3': nobody, 'AwsSolutions-COG8': nobody });
    return pool;
  }

  /** The pool gets a domain for it. */
  private makeTokenUrl(settings: Settings): string {
    const domainPrefix = domainPrefixOf(settings);
    const { userPool } = this;
    const domain = new UserPoolDomain(this.parent, 'Domain', { userPool, cognitoDomain: { domainPrefix } });
    const fips = Stack.of(this).region.startsWith(GOV_CLOUD);
    return `${domain.baseUrl({ fips })}/oauth2/token`;
  }

  private makeServer(
    id: string,
    identifier: string,
    scopes: ReadonlyMap<string, ResourceServerScope>,
  ): UserPoolResourceServer {
    const { userPool } = this;
    return new UserPoolResourceServer(this.parent, id, { userPool, identifier, scopes: [...scopes.values()] });
  }

  private makeClient(scope: Construct, id: string, options: ClientOptions): UserPoolClient {
    return new UserPoolClient(scope, id, {
      userPool: this.userPool,
      generateSecret: true,
      // ExplicitAuthFlows is then [ALLOW_REFRESH_TOKEN_AUTH]. Without it Cognito would allow flows for signing in.
      authFlows: { user: false },
      preventUserExistenceErrors: true,
      oAuth: { flows: { clientCredentials: true }, scopes: options.scopes },
      ...(options.accessTokenValidity && { accessTokenValidity: options.accessTokenValidity }),
    });
  }
}

/** Prefix of the domain of a pool; `ending` tells a second pool from the machines'. */
export function domainPrefixOf({ name, tokenDomainPrefix }: Settings, ...ending: readonly string[]): string {
  if (tokenDomainPrefix !== undefined) return [tokenDomainPrefix, ...ending].join('-');
  // The last part of a stack id is a UUID, so two deployments with the same name get different domains.
  const unique = Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))));
  return Fn.join('-', [name, unique, ...ending]);
}

/** A stack without a Region of its own is not refused: its Region is known at the deployment, which then fails. */
function checkRegion(region: string): void {
  if (!Token.isUnresolved(region) && region.startsWith('cn-'))
    invalid(
      'the Region of the stack',
      region,
      'a Region that has Amazon Cognito user pools, which those of China do not',
    );
}

type ClientOptions = Pick<FirstPartyClientOptions, 'accessTokenValidity'> & { readonly scopes: OAuthScope[] };

/**
 * What a first-party client may do.
 *
 * @example
 * import { Duration } from 'aws-cdk-lib';
 *
 * sallyport.addClient('Reports', { scopes: ['read:orders'], accessTokenValidity: Duration.minutes(15) });
 */
export interface FirstPartyClientOptions<Scope extends string = string> {
  /** The scopes that the client may request: 1 to 50 of the API's scopes. */
  readonly scopes: readonly Scope[];
  /**
   * Lifetime of its access tokens: 5 minutes to 1 day. A `cognito` door takes a token until it expires, even if its
   * client was revoked.
   * @default Duration.minutes(60)
   */
  readonly accessTokenValidity?: Duration;
}

const CLIENT_OPTIONS: NamesOf<FirstPartyClientOptions> = { scopes: true, accessTokenValidity: true };

const scopesOf = (scopes: Readonly<Record<string, string>>): ReadonlyMap<string, ResourceServerScope> =>
  new Map(
    Object.entries(scopes).map(([scopeName, scopeDescription]) => [
      scopeName,
      new ResourceServerScope({ scopeName, scopeDescription }),
    ]),
  );
