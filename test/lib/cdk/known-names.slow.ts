/** A misspelt name in any options object of ours stops the synth, also where no compiler sees it. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { MethodOptions } from 'aws-cdk-lib/aws-apigateway';
import { Sallyport, type ProtectOptions, type SallyportProps } from 'sallyport';
import { refuseUnknown } from '../../../lib/cdk/known-names';
import { everyProp, ENV } from '../every-prop';
import { anIntegration, aSallyport, aStack, PROPS } from '../support';

const SCOPES = { scopes: ['read:orders'] } as const;
/** As an app passes it that keeps its settings in an object of its own. */
const withName = <T extends object>(options: T, name: string): T => ({ ...options, [name]: false });

test.each<[string, (sallyport: Sallyport) => unknown, string]>([
  [
    'of Sallyport',
    ({ node }) => new Sallyport(aStack(), `Other${node.id}`, withName(PROPS, 'publicRevokation')),
    'publicRevokation is not a prop of Sallyport. Did you mean publicRevocation?',
  ],
  [
    'of Sallyport about functions',
    () => new Sallyport(aStack(), 'Other', withName(PROPS, 'logretention')),
    'logretention is not a prop of Sallyport. Did you mean logRetention?',
  ],
  [
    'of Sallyport about state',
    () => new Sallyport(aStack(), 'Other', withName(PROPS, 'tableEncriptionKey')),
    'tableEncriptionKey is not a prop of Sallyport. Did you mean tableEncryptionKey?',
  ],
  [
    'of protect()',
    (one) => one.protect(one.api.root, 'GET', anIntegration(), withName({ scope: null }, 'doors')),
    'doors is not an option of protect() for GET /. Did you mean door?',
  ],
  [
    'of protect() for the CDK',
    (one) => one.protect(one.api.root, 'GET', anIntegration(), withName({ scope: null }, 'requestModel')),
    'requestModel is not an option of protect() for GET /. Did you mean requestModels?',
  ],
  [
    'of protect() that its door sets',
    (one) => one.protect(one.api.root, 'GET', anIntegration(), withName({ scope: null }, 'apiKeyRequired')),
    'apiKeyRequired is not an option of protect() for GET /; allowed: scope, door, methodResponses, operationName, ' +
      'requestModels, requestParameters, requestValidator, requestValidatorOptions',
  ],
  [
    'of open()',
    (one) => one.open(one.api.root, 'GET', anIntegration(), withName({}, 'scope')),
    'scope is not an option of open() for GET /; allowed: methodResponses, operationName,',
  ],
  [
    'of addTokenCache()',
    (one) => one.addTokenCache(withName({}, 'ttl')),
    'ttl is not an option of addTokenCache(); allowed: throttleRate, throttleBurst',
  ],
  [
    'of addClient()',
    (one) => one.addClient('Billing', withName(SCOPES, 'accessTokenValidty')),
    'accessTokenValidty is not an option of addClient() for Billing. Did you mean accessTokenValidity?',
  ],
])('an unknown name in the options %s is refused', (_, use, message) => {
  const { sallyport } = aSallyport();

  expect(() => use(sallyport)).toThrow(`Sallyport: ${message}`);
});

test('every name that the types have is taken', () => {
  const stack = aStack(ENV);
  const all: Required<Omit<SallyportProps, 'api' | 'table' | 'userPool' | 'tokenUrl'>> = {
    ...everyProp(stack),
    ...PROPS,
    keyPrefix: 'ord',
    earlierKeyPrefixes: ['sp'],
    enforcePlans: false,
    portal: { name: 'Orders' },
    importedKeys: { forms: [{ prefix: 'unkey_' }] },
    environment: 'test',
    revocationDelay: Duration.seconds(1),
    corsOrigins: ['*'],
    publicRevocation: false,
    usage: true,
    webAclArn: 'arn:aws:wafv2:us-east-1:1:regional/webacl/a/b',
    securityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09',
    removalPolicy: RemovalPolicy.RETAIN,
    defaultKeyLifetime: Duration.days(90),
    maxKeyLifetime: Duration.days(365),
    defaultKeyInactivity: Duration.days(90),
    expiryNoticeDays: [30, 1],
    changeEvents: true,
    tokenDomainPrefix: 'orders-of-ours',
    reservedConcurrency: 1,
    cloudWatchRole: true,
    outputs: true,
  };
  const sallyport = new Sallyport(stack, 'Sallyport', all);
  const { api } = sallyport;
  const options: Omit<Required<MethodOptions>, keyof MethodOptions & `a${string}`> = {
    methodResponses: [{ statusCode: '200' }],
    operationName: 'list',
    requestModels: {},
    requestParameters: {},
    requestValidator: api.addRequestValidator('Own', {}),
    requestValidatorOptions: { validateRequestBody: true },
  };
  const { requestValidator, requestValidatorOptions, ...others } = options;

  sallyport.protect(api.root, 'GET', anIntegration(), { scope: null, door: 'key', ...others, requestValidator });
  sallyport.open(api.root, 'PUT', anIntegration(), { ...others, requestValidatorOptions });
  sallyport.addClient('Billing', { ...SCOPES, accessTokenValidity: Duration.minutes(5) });
  sallyport.addTokenCache({ throttleRate: 1, throttleBurst: 1 });

  expect(api.methods.map(({ httpMethod }) => httpMethod)).toEqual(['GET', 'OPTIONS', 'PUT']);
});

test('an unknown name without a value sets nothing, and is let be', () => {
  const { sallyport } = aSallyport({ outputs: false, ...{ nothing: undefined } });
  const options: ProtectOptions = { scope: null, ...{ doors: undefined } };

  expect(() => sallyport.protect(sallyport.api.root, 'GET', anIntegration(), options)).not.toThrow();
});

test.each([
  ['DOOR', '. Did you mean door?'],
  ['dor', '. Did you mean door?'],
  ['roof', '; allowed: door, throttleRate'],
  ['throttelRate', '. Did you mean throttleRate?'],
  ['toString', '; allowed: door, throttleRate'],
])('the name that is meant by %s is told only if it is near', (name, told) => {
  expect(() => refuseUnknown('known', { [name]: 1 }, { door: true, throttleRate: true })).toThrow(
    `Sallyport: ${name} is not known${told}`,
  );
});
