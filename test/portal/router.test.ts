import { findRoute, hrefTo, matchPath, pathOf } from '../../portal/app/router';

const KEY = '/accounts/:accountId/keys/:keyId';

describe('an address', () => {
  it('gives back the parameters that it was made of, whatever is in them', () => {
    const params = { accountId: 'a/b#?', keyId: 'ä %2F' };

    expect(matchPath(KEY, pathOf(hrefTo(KEY, params)))).toEqual(params);
  });

  it.each([
    '/accounts/1/keys',
    '/accounts/1/keys/2/3',
    '/accounts//keys/2',
    '/accounts/1/clients/2',
    '/accounts/%E4/keys/2',
  ])('has no parameters if its form is another one: %s', (path) => {
    expect(matchPath(KEY, path)).toBeUndefined();
  });

  it.each(['', '#', '#content', '#access_token=x'])('without a path is the overview: %s', (hash) => {
    expect(pathOf(hash)).toBe('/');
  });

  it('leads to the first route that has its form', () => {
    const routes = [{ pattern: '/keys/new' }, { pattern: '/keys/:keyId' }];

    expect(findRoute(routes, '/keys/new')?.route).toBe(routes[0]);
    expect(findRoute(routes, '/keys/1')).toEqual({ route: routes[1], params: { keyId: '1' } });
    expect(findRoute(routes, '/else')).toBeUndefined();
  });
});
