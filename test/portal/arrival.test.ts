import { arrivalOf, keepPending, type PendingSignIn, takePending } from '../../portal/sign-in/arrival';

const PENDING: PendingSignIn = {
  state: 's',
  nonce: 'n',
  verifier: 'v',
  route: '#/accounts/1/keys',
  subject: 'sub-ada',
  drafts: { key: { label: 'A' } },
};

function storeOf() {
  const values = new Map<string, string>();
  return {
    values,
    getItem: (name: string) => values.get(name) ?? null,
    setItem: (name: string, value: string) => void values.set(name, value),
    removeItem: (name: string) => void values.delete(name),
  };
}

describe('what is kept while a person is away at the sign-in', () => {
  it('comes back once, and is gone from the storage then', () => {
    const store = storeOf();
    keepPending(store, PENDING);

    expect(takePending(store)).toEqual(PENDING);
    expect(store.values.size).toBe(0);
    expect(takePending(store)).toBeUndefined();
  });

  it.each([
    'no JSON',
    '{}',
    'null',
    '{"state":"s","nonce":"n"}',
    '{"state":"","nonce":"n","verifier":"v"}',
    '{"state":"s","nonce":"n","verifier":"v","drafts":null}',
  ])('is nothing, and gone, if it is not whole: %s', (text) => {
    const store = storeOf();
    keepPending(store, PENDING);
    for (const name of store.values.keys()) store.values.set(name, text);

    expect(takePending(store)).toBeUndefined();
    expect(store.values.size).toBe(0);
  });
});

describe('a visit of the page', () => {
  it('is an ordinary one without a code and an error', () => {
    expect(arrivalOf('?utm_source=mail', PENDING)).toEqual({ kind: 'visit' });
  });

  it('is a return with the code of the sign-in that this tab began', () => {
    expect(arrivalOf('?code=c&state=s', PENDING)).toMatchObject({ kind: 'return', pending: PENDING });
  });

  it.each(['?code=c&state=other', '?code=c', '?error=access_denied&state=other', '?error=access_denied'])(
    'is refused as a foreign one with another state: %s',
    (query) => {
      expect(arrivalOf(query, PENDING)).toMatchObject({ kind: 'failed', failure: { kind: 'foreign' } });
    },
  );

  it.each(['?code=c&state=s', '?error=access_denied&state=s'])('is lost if this tab began no sign-in: %s', (query) => {
    expect(arrivalOf(query, undefined)).toEqual({ kind: 'failed', failure: { kind: 'lost' } });
  });

  it('tells the error of the sign-in, and only a code that OAuth could have', () => {
    const told = arrivalOf('?error=access_denied&error_description=No.&state=s', PENDING);
    const odd = arrivalOf('?error=Call%20us&state=s', PENDING);

    expect(told).toMatchObject({ failure: { kind: 'refused', code: 'access_denied', description: 'No.' } });
    expect(odd).toMatchObject({ failure: { kind: 'refused', code: 'unknown_error' } });
  });

  it('is an error if it has an error and a code', () => {
    expect(arrivalOf('?code=c&error=access_denied&state=s', PENDING)).toMatchObject({ failure: { kind: 'refused' } });
  });
});
