/** What the run tells of the guard of each route, served or not. */
import type { ApiModel } from '../../local/gateway/api-model';
import { buildModel } from '../../local/model/model';
import { servedApi } from '../../local/served-api';
import { change, judged, open, pooled, stackOf, templateOf } from './rest-api';

const iam = { AuthorizationType: 'AWS_IAM' };
const keyed = { ApiKeyRequired: true };
const unserved = { Integration: { Type: 'HTTP_PROXY', Uri: 'https://x' } };

function guards(keySource: 'HEADER' | 'AUTHORIZER') {
  const template = templateOf({
    'GET /open': open,
    'GET /judged': { ...judged, ...keyed },
    'GET /pooled': { ...pooled('a'), ...keyed },
    'GET /native': { ...open, ...keyed },
    'GET /native-elsewhere': { ...open, ...keyed, ...unserved },
    'GET /iam': iam,
    'GET /both': { ...iam, ...keyed },
    'GET /gone': { ...judged, AuthorizerId: { Ref: 'Gone' } },
  });
  const model = buildModel([stackOf(change(template, 'Api', { ApiKeySourceType: keySource }))]);
  const { routes } = servedApi(model.apis[0] as ApiModel, 'http://127.0.0.1/prod', model.functions);
  return routes.map(({ path, guard, nativeKey }) => {
    const kind = guard.kind === 'unserved' ? guard.authorization : guard.kind;
    return [path, kind, ...(nativeKey ? ['native key'] : [])].join(' ');
  });
}

test('no guard of a method is left out, whether or not it is served', () => {
  expect(guards('HEADER')).toEqual([
    '/open none',
    '/judged function native key',
    '/pooled cognito native key',
    '/native none native key',
    '/native-elsewhere none native key',
    '/iam AWS_IAM',
    '/both AWS_IAM native key',
    '/gone CUSTOM',
  ]);
});

test('where the authorizer names the key, its callers send none', () => {
  const routes = guards('AUTHORIZER');

  expect(routes).toEqual(expect.arrayContaining(['/judged function', '/native none native key']));
});
