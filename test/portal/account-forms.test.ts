import { changeOf, createBody, EMPTY, formOf } from '../../portal/operator/account-form';
import { pastedKey } from '../../portal/operator/pasted-key';

const ID = '4mZbq0XkP1t7Yc2L01';
const account = {
  name: 'Acme',
  externalId: 'customer-1',
  grant: { scopes: ['read:orders', 'write:orders'], maxActiveKeys: 5, networks: ['192.0.2.0/24'], plan: 'free' },
};

describe('the form of an account', () => {
  it('asks for nothing when nothing was changed', () => {
    expect(changeOf(account, formOf(account))).toEqual({});
  });

  it('sends only what was changed, and takes away what was emptied', () => {
    const form = {
      ...formOf(account),
      externalId: ' ',
      maxActiveKeys: '',
      inactivityDays: '60',
      networks: '',
      plan: '',
    };

    expect(changeOf(account, form)).toEqual({
      externalId: null,
      grant: { maxActiveKeys: null, inactivityDays: 60, networks: null, plan: null },
    });
  });

  it('does not take another order of the scopes for a change', () => {
    expect(changeOf(account, { ...formOf(account), scopes: ['write:orders', 'read:orders'] })).toEqual({});
  });

  it('makes an account with the limits that were filled in and no others', () => {
    const form = { ...EMPTY, name: ' Acme ', scopes: ['read:orders'], maxActiveKeys: '0' };

    expect(createBody(form)).toEqual({ name: 'Acme', grant: { scopes: ['read:orders'], maxActiveKeys: 0 } });
  });
});

describe('a pasted key', () => {
  it.each([`sp_live_${ID}_${'s'.repeat(49)}`, ` sp_test_${ID}_cut`, `sp_live_${ID}…`, `imported_${ID}...`])(
    '%#: gives its id, and must not stay in the field',
    (text) => {
      expect(pastedKey(text)).toEqual({ keyId: ID, isWhole: true });
    },
  );

  it.each([ID, `sp_live_${ID}`])('%#: an id alone may stay until it is sent', (text) => {
    expect(pastedKey(text)).toEqual({ keyId: ID, isWhole: false });
  });

  it.each([
    '',
    'AKIAIOSFODNN7EXAMPLE',
    'eyJhbGciOiJSUzI1NiJ9.e30.c2ln',
    `SP_LIVE_${ID}_x`,
    `sp_live_${ID}x_y`,
    'unkey_3ZbX',
  ])('%#: another text names no key', (text) => {
    expect(pastedKey(text).keyId).toBeUndefined();
  });
});
