import { z } from 'zod';
import { checkSchema } from '../../../lambda/management/wire/field-errors';

const schema = z.strictObject({
  name: z.string(),
  count: z.int(),
  grant: z.strictObject({ scopes: z.array(z.string()) }),
});
const errors = (value: unknown, place: 'body' | 'query' = 'body') => {
  const checked = checkSchema(schema, value, place);
  return checked.ok ? [] : checked.errors;
};

describe('checkSchema', () => {
  it('returns the output of the schema', () => {
    const value = { name: 'x', count: 1, grant: { scopes: [] } };

    expect(checkSchema(schema, value, 'body')).toEqual({ ok: true, value });
  });

  it('reports every error with its place and what must be there', () => {
    expect(errors({ count: '1', grant: { scopes: ['a', 1], extra: 0 }, other: 0 })).toEqual([
      { pointer: '/name', detail: 'Is required.' },
      { pointer: '/count', detail: 'Must be a number.' },
      { pointer: '/grant/scopes/1', detail: 'Must be a string.' },
      { pointer: '/grant/extra', detail: 'This name is unknown. Remove it, or correct it.' },
      { pointer: '/other', detail: 'This name is unknown. Remove it, or correct it.' },
    ]);
  });

  it('writes pointers as RFC 6901 does', () => {
    expect(errors({ name: '', count: 1, grant: { scopes: [], 'a/b~c': 1 } })).toMatchObject([
      { pointer: '/grant/a~1b~0c' },
    ]);
  });

  it('names the parameter of each error in a query', () => {
    expect(errors({ name: '', count: 1, grant: { scopes: [] }, plan: 'x' }, 'query')).toEqual([
      { parameter: 'plan', detail: 'This name is unknown. Remove it, or correct it.' },
    ]);
  });

  it('repeats no unknown name that is long enough to be a secret', () => {
    const at = (length: number) => errors({ name: '', count: 1, grant: { scopes: [] }, ['x'.repeat(length)]: 1 });

    expect(at(40)).toMatchObject([{ pointer: `/${'x'.repeat(40)}` }]);
    const hidden = [
      { pointer: '', detail: 'Contains an unknown name that could be a secret, so it is not shown. Remove it.' },
    ];
    expect(at(41)).toEqual(hidden);
    expect(errors({ name: '', count: 1, grant: { scopes: [] }, unkey_3ZkQvJt8mW2pXy: 1 })).toEqual(hidden);
    expect(errors({ name: '', count: 1, grant: { scopes: [] }, label_2026: 1 })).toMatchObject([
      { pointer: '/label_2026' },
    ]);
  });

  it.each(['toString', 'constructor', 'hasOwnProperty'])('refuses the unknown member %s', (name) => {
    expect(errors({ name: '', count: 1, grant: { scopes: [] }, [name]: 1 })).toMatchObject([{ pointer: `/${name}` }]);
  });
});
