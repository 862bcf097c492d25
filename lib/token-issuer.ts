/**
 * Cognito as token issuer for machines: one pool, three resource servers, a domain, and clients that can do
 * nothing but client credentials. No client secret is ever read here, so none can reach a template.
 */
import { Aws, type Duration, Fn, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRecovery,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  UserPoolClient,
  type UserPoolDomain,
  type UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { MANAGEMENT_SCOPES } from '../lambda/domain/policy';
import { acknowledge } from './acknowledge';
import { invalid, isList, isObject, type Settings } from './settings';

/** Cognito's limit for one app client. */
const MOST_SCOPES_OF_A_CLIENT = 50;

export class TokenIssuer extends Construct {
  readonly userPool: UserPool;
  /** The client whose tokens administer every account. */
  readonly operatorClient: UserPoolClient;
  /** `iss` of every token. */
  readonly issuer: string;
  /** Where the public halves of its signing keys are. */
  readonly keySetUrl: string;
  readonly tokenUrl: string;
  /** Resource server of operators. */
  readonly managementServer: string;
  /** Resource server of accounts' clients. */
  readonly accountsServer: string;
  /** Resource servers whose scopes open the function's doors: first-party clients', then accounts' clients'. */
  readonly guardedServers: readonly [string, string];
  /** First-party clients, apart from the issuer's own parts, so that a deployer may call them anything. */
  private readonly clients: Construct;
  private readonly firstParty: UserPoolResourceServer;
  private readonly scopes: ReadonlyMap<string, ResourceServerScope>;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const { name } = settings;
    this.accountsServer = `${name}-accounts`;
    this.guardedServers = [name, this.accountsServer];
    this.managementServer = `${name}-management`;
    this.scopes = scopesOf(settings.scopes);
    this.clients = new Construct(this, 'Clients');
    this.userPool = this.makePool(settings.removalPolicy);
    const domain = this.makeDomain(settings);
    this.firstParty = this.makeServer('FirstParty', name, this.scopes);
    this.makeServer('Accounts', this.accountsServer, this.scopes);
    const management = scopesOf(MANAGEMENT_SCOPES);
    const managementServer = this.makeServer('Management', this.managementServer, management);
    this.operatorClient = this.makeClient(this, 'Operator', {
      scopes: [...management.values()].map((one) => OAuthScope.resourceServer(managementServer, one)),
    });
    this.issuer = `https://cognito-idp.${Aws.REGION}.amazonaws.com/${this.userPool.userPoolId}`;
    this.keySetUrl = `${this.issuer}/.well-known/jwks.json`;
    this.tokenUrl = `${domain.baseUrl()}/oauth2/token`;
  }

  /** Makes an app client that may ask for these scopes of the API. */
  addFirstPartyClient(id: string, options: FirstPartyClientOptions): UserPoolClient {
    if (!isObject(options) || !isList(options.scopes))
      invalid(`what client ${id} may do`, options, 'an object with a list of scopes');
    const { scopes: names, accessTokenValidity } = options;
    if (names.length === 0 || names.length > MOST_SCOPES_OF_A_CLIENT)
      invalid(`number of scopes of client ${id}`, names.length, `1 to ${MOST_SCOPES_OF_A_CLIENT}`);
    const scopes = names.map((name) => {
      const found = this.scopes.get(name);
      if (found === undefined) return invalid(`a scope of client ${id}`, name, [...this.scopes.keys()].join(', '));
      return OAuthScope.resourceServer(this.firstParty, found);
    });
    return this.makeClient(this.clients, id, { scopes, ...(accessTokenValidity && { accessTokenValidity }) });
  }

  private makePool(removalPolicy: RemovalPolicy): UserPool {
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
    });
    const nobody = 'The pool holds app clients of machines and no people: nobody can sign up or sign in.';
    acknowledge(pool, { 'AwsSolutions-COG2': nobody, 'AwsSolutions-COG8': nobody });
    return pool;
  }

  private makeDomain({ name, tokenDomainPrefix }: Settings): UserPoolDomain {
    // A stack's id ends in a UUID that no other stack has, so two deployments of one name never collide.
    const unique = Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))));
    const domainPrefix = tokenDomainPrefix ?? Fn.join('-', [name, unique]);
    return this.userPool.addDomain('Domain', { cognitoDomain: { domainPrefix } });
  }

  private makeServer(
    id: string,
    identifier: string,
    scopes: ReadonlyMap<string, ResourceServerScope>,
  ): UserPoolResourceServer {
    return this.userPool.addResourceServer(id, { identifier, scopes: [...scopes.values()] });
  }

  private makeClient(scope: Construct, id: string, options: ClientOptions): UserPoolClient {
    return new UserPoolClient(scope, id, {
      userPool: this.userPool,
      generateSecret: true,
      // Leaves ALLOW_REFRESH_TOKEN_AUTH alone in ExplicitAuthFlows; unset, Cognito would allow sign-in flows.
      authFlows: { user: false },
      preventUserExistenceErrors: true,
      oAuth: { flows: { clientCredentials: true }, scopes: options.scopes },
      ...(options.accessTokenValidity && { accessTokenValidity: options.accessTokenValidity }),
    });
  }
}

type ClientOptions = Pick<FirstPartyClientOptions, 'accessTokenValidity'> & { readonly scopes: OAuthScope[] };

/** An OAuth client of the team's own. */
export interface FirstPartyClientOptions<Scope extends string = string> {
  /** What its tokens may hold: 1 to 50 of the API's scopes. */
  readonly scopes: readonly Scope[];
  /**
   * How long a token lives: 5 minutes to 1 day. On a `cognito` door nothing ends it sooner.
   * @default Duration.minutes(60)
   */
  readonly accessTokenValidity?: Duration;
}

const scopesOf = (scopes: Readonly<Record<string, string>>): ReadonlyMap<string, ResourceServerScope> =>
  new Map(
    Object.entries(scopes).map(([scopeName, scopeDescription]) => [
      scopeName,
      new ResourceServerScope({ scopeName, scopeDescription }),
    ]),
  );
