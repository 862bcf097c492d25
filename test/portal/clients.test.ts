import { spawnSync } from 'node:child_process';
import { changeOf, formOf, lifetimes, lifetimeText, requestOf } from '../../portal/clients/client-form';
import { envFileOf, tokenCurlOf } from '../../portal/clients/client-text';

const record = { label: 'Till', scopes: ['read:orders'], tokenLifetimeMinutes: 60 };

describe('the form of a client', () => {
  it('leaves the lifetime to the service unless one was chosen', () => {
    expect(requestOf({ label: ' Till ', scopes: ['read:orders'], lifetime: '' })).toEqual({
      label: 'Till',
      scopes: ['read:orders'],
    });
  });

  it('sends only what was changed', () => {
    expect(changeOf(record, formOf(record))).toEqual({});
    expect(changeOf(record, { ...formOf(record), lifetime: '15' })).toEqual({ tokenLifetimeMinutes: 15 });
    expect(changeOf(record, { ...formOf(record), scopes: [] })).toEqual({ scopes: [] });
  });

  it('never sends a lifetime of an adopted client', () => {
    const { label, scopes } = record;

    expect(changeOf({ label, scopes }, { label: 'New', scopes, lifetime: '' })).toEqual({ label: 'New' });
  });

  it('offers the lifetime that the client has, in order', () => {
    expect(lifetimes('30', false).map(({ value }) => value)).toEqual(['5', '15', '30', '60', '480', '1440']);
    expect([1, 60, 90, 1440].map(lifetimeText)).toEqual(['1 minute', '1 hour', '90 minutes', '24 hours']);
  });
});

test('the file has both lines that a caller needs', () => {
  expect(envFileOf('id1', 's3cret')).toBe('CLIENT_ID=id1\nCLIENT_SECRET=s3cret\n');
});

test('the command asks the token endpoint with the secret in its input, where the list of processes does not show it', () => {
  const script = `curl() { echo "$@"; cat; }; ${tokenCurlOf('https://token.example/t', 'id1', 's3cret')}`;

  const { stdout } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });

  expect(stdout).toBe('-K - -d grant_type=client_credentials https://token.example/t\nuser = "id1:s3cret"\n');
});
