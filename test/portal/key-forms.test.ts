import { changeOf, editFormOf } from '../../portal/keys/key-edit';
import { emptyForm, type KeyForm, requestOf } from '../../portal/keys/key-form';
import { networkOf, networksIn, withNetwork } from '../../portal/keys/networks';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const form = (change: Partial<KeyForm>): KeyForm => ({
  ...emptyForm({}),
  label: 'A',
  scopes: ['read:orders'],
  ...change,
});

describe('the request for a new key', () => {
  it('has no member that the person left empty', () => {
    const request = requestOf(form({ expiry: { choice: 'none', date: '' } }), {}, NOW);

    expect(request).toEqual({ label: 'A', scopes: ['read:orders'] });
  });

  it('has all that the person gave, without the spaces around it', () => {
    const request = requestOf(
      form({ label: ' A ', description: ' B ', networks: '10.0.0.0/8, 2001:db8::/32\n', plan: 'free' }),
      {},
      NOW,
    );

    expect(request).toEqual({
      label: 'A',
      description: 'B',
      scopes: ['read:orders'],
      expiresAt: '2026-05-30T12:00:00Z',
      networks: ['10.0.0.0/8', '2001:db8::/32'],
      plan: 'free',
    });
  });

  it('is not there without the day of a custom end', () => {
    expect(requestOf(form({ expiry: { choice: 'custom', date: '' } }), {}, NOW)).toBeUndefined();
  });
});

describe('the change of a key', () => {
  const key = { label: 'A', description: 'B', expiresAt: '2026-03-10T09:30:00Z', networks: ['10.0.0.0/8'] };
  const edited = (change: Partial<ReturnType<typeof editFormOf>>) => changeOf(key, { ...editFormOf(key), ...change });

  it('is empty if the person touched nothing, also with an end in the middle of a day', () => {
    expect(edited({})).toEqual({});
  });

  it('removes what the person emptied', () => {
    expect(edited({ description: ' ', hasEnd: false, networks: '' })).toEqual({
      description: null,
      expiresAt: null,
      networks: null,
    });
  });

  it('has only what the person changed', () => {
    expect(edited({ label: ' C ', networks: '10.0.0.0/8\n10.1.0.0/16' })).toEqual({
      label: 'C',
      networks: ['10.0.0.0/8', '10.1.0.0/16'],
    });
    expect(edited({ date: '2026-03-11' })).toEqual({
      expiresAt: new Date(2026, 2, 12).toISOString().replace('.000Z', 'Z'),
    });
  });

  it('lets the API say that a day is missing', () => {
    expect(edited({ date: '' })).toEqual({ expiresAt: '' });
  });
});

describe('the network of an address', () => {
  it('admits it alone', () => {
    expect(networkOf('198.51.100.7')).toBe('198.51.100.7/32');
    expect(networkOf('2001:db8::7')).toBe('2001:db8::7/128');
  });

  it('is added once, on a line of its own', () => {
    const once = withNetwork('10.0.0.0/8', '198.51.100.7/32');

    expect(once).toBe('10.0.0.0/8\n198.51.100.7/32');
    expect(withNetwork(once, '198.51.100.7/32')).toBe(once);
    expect(networksIn(' \n ')).toEqual([]);
  });
});
