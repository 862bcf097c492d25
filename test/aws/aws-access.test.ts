import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { credentialsOf, endpointOf, regionOf } from '../../lambda/aws/aws-access';

const endpoint = (variables: Record<string, string>) => endpointOf('dynamodb', variables).href;
const IN_IRELAND = { AWS_REGION: 'eu-west-1' };

describe('the endpoint of DynamoDB', () => {
  const regions = [
    ...['us-east-1', 'eu-central-1', 'af-south-1', 'mx-central-1', 'xy-future-1'],
    ...['us-gov-west-1', 'us-gov-east-1', 'cn-north-1', 'cn-northwest-1', 'eusc-de-east-1'],
    ...['us-iso-east-1', 'us-isob-east-1', 'us-isof-south-1', 'eu-isoe-west-1'],
  ];
  const flags = [
    { AWS_USE_FIPS_ENDPOINT: 'false', AWS_USE_DUALSTACK_ENDPOINT: 'false' },
    { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'false' },
    { AWS_USE_FIPS_ENDPOINT: 'false', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
    { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
  ];

  it.each(regions)('is the AWS SDK’s, with FIPS and dual stack or without: %s', (Region) => {
    const { endpointProvider } = new DynamoDBClient({ region: Region }).config;
    const theirs = flags.map((flag) => {
      const UseFIPS = flag.AWS_USE_FIPS_ENDPOINT === 'true';
      return endpointProvider({ Region, UseFIPS, UseDualStack: flag.AWS_USE_DUALSTACK_ENDPOINT === 'true' }).url.href;
    });

    expect(flags.map((flag) => endpoint({ AWS_REGION: Region, ...flag }))).toEqual(theirs);
  });

  // From the rule set of the SDK's client for API Gateway, which is no dependency here.
  it.each([
    ['eu-west-1', 'https://apigateway.eu-west-1.amazonaws.com/', 'https://apigateway-fips.eu-west-1.amazonaws.com/'],
    [
      'us-gov-west-1',
      'https://apigateway.us-gov-west-1.amazonaws.com/',
      'https://apigateway-fips.us-gov-west-1.amazonaws.com/',
    ],
    [
      'cn-north-1',
      'https://apigateway.cn-north-1.amazonaws.com.cn/',
      'https://apigateway-fips.cn-north-1.amazonaws.com.cn/',
    ],
  ])('of API Gateway’s control plane has the service’s name, with FIPS too: %s', (AWS_REGION, plain, fips) => {
    const found = [{}, { AWS_USE_FIPS_ENDPOINT: 'true' }].map(
      (flag) => endpointOf('apigateway', { AWS_REGION, ...flag }).href,
    );

    expect(found).toEqual([plain, fips]);
  });

  it('of API Gateway’s control plane is the configured one', () => {
    const url = 'http://127.0.0.1:8000/';

    expect(endpointOf('apigateway', { ...IN_IRELAND, AWS_ENDPOINT_URL_API_GATEWAY: url }).href).toBe(url);
  });

  it.each([
    [
      'the service’s own',
      { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000', AWS_ENDPOINT_URL: 'http://x' },
      'http://127.0.0.1:8000/',
    ],
    ['every service’s', { AWS_ENDPOINT_URL: 'https://vpce.example' }, 'https://vpce.example/'],
    [
      'none, as configured ones are to be ignored',
      { AWS_ENDPOINT_URL: 'https://x', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
      'https://dynamodb.eu-west-1.amazonaws.com/',
    ],
    ['none, as the variable is empty', { AWS_ENDPOINT_URL_DYNAMODB: '' }, 'https://dynamodb.eu-west-1.amazonaws.com/'],
    [
      'every service’s, as the service’s own is empty',
      { AWS_ENDPOINT_URL_DYNAMODB: '', AWS_ENDPOINT_URL: 'https://vpce.example' },
      'https://vpce.example/',
    ],
    ['one with an IPv6 address', { AWS_ENDPOINT_URL: 'http://[::1]:8000/' }, 'http://[::1]:8000/'],
  ])('is the configured one: %s', (_, variables, expected) => {
    expect(endpoint({ ...IN_IRELAND, ...variables })).toBe(expected);
  });

  it.each([
    ...['localhost', 'localhost:8000', 'ftp://localhost', 'https://', 'https://localhost:99999'],
    ...['https://localhost/path', 'https://localhost?query', 'https://name:word@localhost', 'https://a\nb'],
  ])('must be an HTTP URL without a path, and not %j', (configured) => {
    expect(() => endpoint({ ...IN_IRELAND, AWS_ENDPOINT_URL_DYNAMODB: configured })).toThrow(
      'Environment variable AWS_ENDPOINT_URL_DYNAMODB or AWS_ENDPOINT_URL is not an HTTP URL without a path',
    );
  });

  it.each(['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'])(
    'cannot be configured together with %s, which the SDK refuses too',
    (flag) => {
      const configured = { ...IN_IRELAND, AWS_ENDPOINT_URL: 'https://vpce.example', [flag]: 'true' };
      const { endpointProvider } = new DynamoDBClient({ region: 'eu-west-1' }).config;
      const theirs = {
        ...{ Region: 'eu-west-1', Endpoint: configured.AWS_ENDPOINT_URL },
        ...{ UseFIPS: flag === 'AWS_USE_FIPS_ENDPOINT', UseDualStack: flag === 'AWS_USE_DUALSTACK_ENDPOINT' },
      };

      expect(() => endpointProvider(theirs)).toThrow('custom endpoint are not supported');
      expect(() => endpoint(configured)).toThrow('is set together with FIPS or dual stack');
    },
  );
});

test.each(['x@evil.example/', 'evil.example/', 'eu-west-1.evil.example#', 'eu-west-1:80', '-', 'a'.repeat(64)])(
  'a Region is one label of a host name, so that it leads no request to another host: not %s',
  (AWS_REGION) => {
    const message = 'Environment variable AWS_REGION is not the name of a Region';

    expect(() => endpoint({ AWS_REGION })).toThrow(message);
    expect(() => regionOf({ AWS_REGION })).toThrow(message);
  },
);

describe('a variable that Lambda sets', () => {
  const set = { ...IN_IRELAND, AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' };

  it('is read', () => {
    expect(regionOf(set)).toBe('eu-west-1');
    expect(credentialsOf(set)).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' });
  });

  it.each(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION'])('and is missing is named: %s', (name) => {
    for (const value of [undefined, ''])
      expect(() => [credentialsOf({ ...set, [name]: value }), regionOf({ ...set, [name]: value })]).toThrow(
        `Environment variable ${name} is not set, which Lambda sets in every function`,
      );
  });
});
