import fc from 'fast-check';
import { InvariantError } from '../../../lambda/domain/outcome';
import { invalidCredential, type InvalidReason, type Verdict } from '../../../lambda/doors/verdict';
import { authorizerAnswer, Unauthorized, underPlan } from '../../../lambda/doors/authorizer/authorizer-answer';
import { readPrincipal } from '../../../lambda/doors/backend/principals';
import { plansFrom } from '../../../lambda/domain/plans';
import { blocksOf } from '../../snippets/blocks';
import { ACCOUNT_ID, KEY_ID, NOW } from '../../support/records';

const STAGE = 'arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod';
const ACCEPTED: Verdict = {
  accepted: true,
  principal: {
    accountId: ACCOUNT_ID,
    credentialId: KEY_ID,
    credentialType: 'apiKey',
    scopes: ['read:orders', 'write:orders'],
    environment: 'live',
    metadata: { team: 'blue', 'quo"te': 1 },
  },
};
const place = (resource: string, path = resource, method = 'GET') => ({
  methodArn: `${STAGE}/${method}${path}`,
  method,
  resource,
});

describe('the answer to the gateway', () => {
  test('of an accepted call allows exactly its method and resource, and tells principal, scope and route in strings', () => {
    expect(authorizerAnswer(ACCEPTED, place('/orders'), 'read:orders')).toEqual({
      principalId: KEY_ID,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: [`${STAGE}/GET/orders`, `${STAGE}/GET/orders/`] },
        ],
      },
      context: {
        accountId: ACCOUNT_ID,
        credentialId: KEY_ID,
        credentialType: 'apiKey',
        scopes: 'read:orders write:orders',
        environment: 'live',
        metadata: '{"team":"blue","quo\\"te":1}',
        scope: 'read:orders',
        route: '/orders',
      },
    });
  });

  test('of an accepted call has the members that docs/backends.md shows, and a principal is read from those of the page', () => {
    const [shown = ''] = blocksOf('docs/backends.md').flatMap(({ language, code }) =>
      language === 'json' ? [code] : [],
    );

    const { context } = authorizerAnswer(ACCEPTED, place('/orders'), 'read:orders');

    expect(Object.keys(JSON.parse(shown)).sort()).toEqual([...Object.keys(context), 'principalId'].sort());
    expect(readPrincipal(JSON.parse(shown))).toMatchObject({
      type: 'apiKey',
      scope: 'read:orders',
      metadata: { shop: '7' },
    });
  });

  test.each([
    ['network-not-allowed', 'read:orders', ''],
    ['network-not-allowed', null, ''],
    ['insufficient-scope', 'read:orders', 'read:orders'],
    ['insufficient-scope', { anyOf: ['read:orders', 'admin:orders'] }, 'read:orders or admin:orders'],
    ['insufficient-scope', { allOf: ['read:orders', 'read:bills'] }, 'read:orders and read:bills'],
    ['insufficient-scope', null, ''],
  ] as const)(
    'of a denied call (%s, %s) denies explicitly, says what is missing (%j), and tells the access log who called',
    (reason, scope, requiredScope) => {
      const verdict: Verdict = { accepted: false, reason, credentialId: KEY_ID, accountId: ACCOUNT_ID };

      const answer = authorizerAnswer(verdict, place('/orders/{id}', '/orders/7'), scope);

      expect(answer.principalId).toBe(KEY_ID);
      expect(answer.policyDocument.Statement).toEqual([
        { Action: 'execute-api:Invoke', Effect: 'Deny', Resource: [`${STAGE}/GET/orders/*`] },
      ]);
      expect(answer.context).toEqual({ problem: reason, requiredScope, accountId: ACCOUNT_ID, credentialId: KEY_ID });
    },
  );

  test('is the same for every invalid credential', () => {
    const reasons: InvalidReason[] = [
      'none-sent',
      'unknown',
      'mismatch',
      'revoked',
      'token-expired',
      'account-suspended',
    ];

    for (const reason of reasons) {
      const answer = () => authorizerAnswer(invalidCredential(reason, KEY_ID), place('/orders'), 'read:orders');

      expect(answer).toThrow(Unauthorized);
      expect(answer).toThrow(/^Unauthorized$/);
    }
  });

  test.each([
    ['/', ['/']],
    ['/orders', ['/orders', '/orders/']],
    ['/orders/{id}', ['/orders/*']],
    ['/{tenant}/orders/{id}/lines', ['/*/orders/*/lines', '/*/orders/*/lines/']],
    ['/files/{proxy+}', ['/files/*']],
    ['/v1.2/a-b_c', ['/v1.2/a-b_c', '/v1.2/a-b_c/']],
  ])('names the resource %s as %j, with and without a slash at its end', (resource, expected) => {
    const answer = authorizerAnswer(ACCEPTED, place(resource, '/what/was/asked'), null);

    expect(answer.policyDocument.Statement[0].Resource).toEqual(expected.map((path) => `${STAGE}/GET${path}`));
  });

  test('tells the backend what was judged, not what was asked for: the template, and no scope if the route needs none', () => {
    const asked = place('/files/{proxy+}', '/%61dmin');

    const { context } = authorizerAnswer(ACCEPTED, asked, null);

    expect(context).toMatchObject({ route: '/files/{proxy+}', scope: '' });
    expect(Object.values(context).every((value) => typeof value === 'string')).toBe(true);
    expect(JSON.stringify(context)).not.toContain('dmin');
  });

  test.each([{ anyOf: ['read:orders', 'admin:orders'] }, { allOf: ['read:orders', 'admin:orders'] }])(
    'tells the backend the rule that was judged: %j',
    (rule) => {
      const { context } = authorizerAnswer(ACCEPTED, place('/orders'), rule);

      expect(readPrincipal(context)).toMatchObject({ route: '/orders', scope: rule });
    },
  );

  test('takes nothing from the path that was asked for', () => {
    const nasty = fc.oneof(
      fc.constantFrom('*', '?', '..%2f..', '/*/*/*', '//', '/orders/*'),
      fc.webPath(),
      fc.string(),
    );
    fc.assert(
      fc.property(nasty, (path) => {
        const answer = authorizerAnswer(
          ACCEPTED,
          { ...place('/orders/{id}'), methodArn: `${STAGE}/GET/${path}` },
          null,
        );

        expect(answer.policyDocument.Statement[0].Resource).toEqual([`${STAGE}/GET/orders/*`]);
      }),
    );
  });

  test.each([
    ['an ARN of another service', { ...place('/orders'), methodArn: 'arn:aws:s3:::bucket/key' }],
    ['an ARN with a wildcard', { ...place('/orders'), methodArn: 'arn:aws:execute-api:*:123456789012:*/prod/GET/' }],
    ['an ARN without a stage', { ...place('/orders'), methodArn: 'arn:aws:execute-api:eu-central-1:123456789012:a1' }],
    ['no ARN', { ...place('/orders'), methodArn: '' }],
    ['a method that is none', place('/orders', '/orders', 'G*')],
    ['no method', place('/orders', '/orders', '')],
    ['a wildcard in the template', place('/orders/*')],
    ['a question mark in the template', place('/orders?')],
    ['a template without a slash', place('orders')],
    ['an empty template', place('')],
    ['an empty part', place('//orders')],
    ['a broken parameter', place('/{id')],
  ])('is a defect, not a wider policy, for %s', (_, at) => {
    expect(() => authorizerAnswer(ACCEPTED, at, null)).toThrow(InvariantError);
  });
});

describe('the answer of a deployment with plans', () => {
  const PREFIX = '0123456789-orders-live';
  const plans = plansFrom('free 5 10 10000 month,pro 100 200', PREFIX);
  const answered = (verdict: Verdict) => {
    const answer = authorizerAnswer(verdict, place('/orders'), null);
    return { without: answer, counted: underPlan(answer, verdict, { plans, now: NOW }) };
  };

  test('names the native key under which the gateway counts, and in the context the plan and whose budget it is', () => {
    const association = { plan: 'free', deployment: PREFIX, since: 0 };

    const { without, counted } = answered({ ...ACCEPTED, budget: { ownerId: KEY_ID, plan: 'free', association } });

    expect(counted).toEqual({
      ...without,
      context: { ...without.context, plan: 'free', budgetId: KEY_ID },
      usageIdentifierKey: `${PREFIX}-free-${KEY_ID}`,
    });
    expect(readPrincipal(counted.context)).toMatchObject({ plan: 'free' });
  });

  test.each([
    ['has none of its own yet', undefined],
    ['has its own for less than ten minutes', { plan: 'free', deployment: PREFIX, since: NOW - 599_999 }],
    ['had one of another deployment', { plan: 'free', deployment: 'other', since: 0 }],
  ])(
    'names the plan, and nobody’s budget, while the owner %s: the shared native key has no quota',
    (_, association) => {
      const { without, counted } = answered({ ...ACCEPTED, budget: { ownerId: KEY_ID, plan: 'free', association } });

      expect(counted).toEqual({
        ...without,
        context: { ...without.context, plan: 'free' },
        usageIdentifierKey: `${PREFIX}-free-shared`,
      });
    },
  );

  test('names the native key of the plan that has no limits for a call without a plan', () => {
    const { without, counted } = answered(ACCEPTED);

    expect(counted).toEqual({ ...without, usageIdentifierKey: `${PREFIX}-unlimited-shared` });
    expect(readPrincipal(counted.context)).toEqual(readPrincipal(without.context));
  });

  test('names the same for a denied call, which uses nobody’s budget', () => {
    const { without, counted } = answered({
      accepted: false,
      reason: 'insufficient-scope',
      credentialId: KEY_ID,
      accountId: ACCOUNT_ID,
    });

    expect(counted).toEqual({ ...without, usageIdentifierKey: `${PREFIX}-unlimited-shared` });
  });
});
