/**
 * What people do in the portal, with their tokens, and where a careless one may put them: a code in the address of the page,
 * tokens of one kind in the place of another. In text that is the caller’s own, nothing tells a code or a refresh token.
 */
import type { FailureKind } from '../../local/types';
import { bearer } from '../support/local-run';
import { type PersonTokens, portalOf, signInAs } from '../support/sign-in';
import type { Recorder } from './recorder';

const KEY = { label: 'canary', scopes: ['read:orders'] };

/** Returns the secrets of an owner, which may be put everywhere. */
export async function lifeOfPeople(recorder: Recorder): Promise<readonly string[]> {
  const { run } = recorder;
  const { body: config } = await recorder.manage('GET', '/portal/config.json');
  const portal = portalOf(run, String(config.signIn.clientId));
  const signIn = async (email: string): Promise<PersonTokens> => {
    const tokens = await signInAs(portal, email);
    recorder.learnPerson(email, tokens);
    return tokens;
  };
  const [owner, operator] = [await signIn('ada@example.com'), await signIn('olga@example.com')];
  for (const { access } of [owner, operator]) await useAs(recorder, access);
  for (const tokens of [owner, operator]) await oddPlaces(recorder, tokens);
  await troubleOfMembers(recorder, owner.access);
  return [owner.access, owner.id, owner.refresh, owner.code];
}

/** A member’s life, and a key’s. */
async function useAs(recorder: Recorder, access: string): Promise<void> {
  const by = bearer(access);
  const account = `/accounts/${recorder.run.facts.account.id}`;
  const members = `${account}/members`;
  await recorder.manage('GET', '/me', by);
  const body = { email: 'grace@example.com', role: 'viewer' };
  const { subject } = (await recorder.manage('POST', members, { ...by, body })).body;
  await recorder.manage('POST', members, { ...by, body });
  await recorder.manage('GET', members, by);
  await recorder.manage('PATCH', `${members}/${subject}`, { ...by, body: { role: 'developer' } });
  await recorder.manage('DELETE', `${members}/${subject}`, by);
  const issued = await recorder.manage('POST', `${account}/keys`, { ...by, body: KEY });
  await recorder.manage('POST', `${account}/keys/${issued.body.id}/revoke`, by);
  for (const list of ['keys', 'clients', 'events']) await recorder.manage('GET', `${account}/${list}`, by);
}

async function oddPlaces(recorder: Recorder, { access, ...others }: PersonTokens): Promise<void> {
  const by = bearer(access);
  const members = `/accounts/${recorder.run.facts.account.id}/members`;
  for (const secret of [access, ...Object.values(others)]) {
    await recorder.manage('GET', '/me', bearer(secret));
    await recorder.manage('GET', members, { headers: { ...by.headers, Cookie: `token=${secret}` } });
    for (const path of [
      `/portal/?code=${secret}&state=${secret}`,
      `/portal/${secret}`,
      `/portal/config.json?${secret}`,
    ])
      await recorder.manage('GET', path);
    for (const body of [{ email: secret, role: 'viewer' }, { email: 'a@example.com', role: secret }, { [secret]: 1 }])
      await recorder.manage('POST', members, { ...by, body });
    await recorder.manage('POST', members, { ...by, body: `{"email": "${secret}"` });
    await recorder.manage('PATCH', `${members}/${secret}`, { ...by, body: { role: secret } });
    await recorder.manage('DELETE', `${members}/${secret}`, by);
    await recorder.manage('GET', `/accounts/${secret}/members?cursor=${secret}`, by);
  }
}

const FAULTS: readonly FailureKind[] = ['refuse', 'reset', 'lost', 'throttle', 'error', 'malformed'];

/** Every trouble of the table and of the people’s pool while a person calls. */
async function troubleOfMembers(recorder: Recorder, access: string): Promise<void> {
  const { run } = recorder;
  const members = `/accounts/${run.facts.account.id}/members`;
  for (const [at, fault] of FAULTS.entries()) {
    const invite = (email: string) =>
      recorder.manage('POST', members, { ...bearer(access), body: { email, role: 'viewer' } });
    run.people?.fail(fault, { target: 'pool' });
    await invite(`pool${at}@example.com`);
    run.people?.fail('none', { target: 'pool' });
    run.table?.fail(fault);
    await invite(`table${at}@example.com`);
    await recorder.manage('GET', '/me', bearer(access));
    run.table?.fail('none');
  }
}
