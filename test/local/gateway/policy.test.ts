import { globMatches } from '../../../local/glob';
import { readResult } from '../../../local/gateway/policy';
import { decide } from '../../../local/iam';
import { fastestOf } from '../../support/timing';

const arn = 'arn:aws:execute-api:us-east-1:123456789012:abcdefghij/prod/GET/orders/7';
const decided = (...statements: unknown[]) => {
  const result = readResult({ principalId: 'p', policyDocument: { Statement: statements } });
  return decide(result?.statements ?? [], { action: 'execute-api:Invoke', resource: arn });
};
const allow = (Resource: unknown, Action: unknown = 'execute-api:Invoke') => ({ Effect: 'Allow', Action, Resource });
const deny = (Resource: unknown) => ({ Effect: 'Deny', Action: 'execute-api:Invoke', Resource });

describe('a policy', () => {
  it.each([
    [arn, 'allow'],
    ['*', 'allow'],
    ['arn:aws:execute-api:*:*:*/prod/GET/orders/*', 'allow'],
    ['arn:aws:execute-api:us-east-1:123456789012:abcdefghij/*/7', 'allow'],
    ['arn:aws:execute-api:us-east-1:123456789012:abcdefghij/prod/GET/orders/?', 'allow'],
    ['arn:aws:execute-api:us-east-1:123456789012:abcdefghij/prod?GET/orders/7', 'allow'],
    ['arn:aws:execute-api:us-east-1:123456789012:abcdefghij/prod/GET/orders', 'implicitDeny'],
    ['arn:aws:execute-api:us-east-1:123456789012:abcdefghij/prod/GET/orders/7/', 'implicitDeny'],
    ['arn:aws:execute-api:us-east-1:123456789012:abcdefghij/prod/get/orders/7', 'implicitDeny'],
    ['arn:aws:execute-api:us-east-1:123456789012:abcdefghij/prod/POST/*', 'implicitDeny'],
    [[], 'implicitDeny'],
  ])('that allows %j decides %s', (resource, decision) => {
    expect(decided(allow(resource))).toBe(decision);
  });

  it('denies what any statement denies, in any order', () => {
    expect([decided(allow('*'), deny(arn)), decided(deny('*/orders/*'), allow(arn))]).toEqual([
      'explicitDeny',
      'explicitDeny',
    ]);
  });

  it.each(['*', 'execute-api:*', 'execute-api:Invoke', 'EXECUTE-API:invoke', ['s3:GetObject', 'execute-api:Inv?ke']])(
    'holds for the action %j',
    (action) => {
      expect(decided(allow('*', action))).toBe('allow');
    },
  );

  it('does not hold for another action', () => {
    expect(decided(allow('*', 'execute-api:ManageConnections'))).toBe('implicitDeny');
  });
});

describe('a pattern', () => {
  it('that is made to be slow is matched fast', () => {
    const hostile = () => globMatches(`${'*a'.repeat(50)}b`, 'a'.repeat(1600));

    expect(hostile()).toBe(false);
    expect(fastestOf(hostile)).toBeLessThan(200);
  });

  it.each([
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['?', '', false],
    ['a*b*c', 'a/b/b/c', true],
    ['a*b', 'ab/c', false],
    ['a.c', 'abc', false],
    ['[a]', 'a', false],
  ])('"%s" against "%s" is %s', (pattern, text, matches) => {
    expect(globMatches(pattern, text)).toBe(matches);
  });
});
