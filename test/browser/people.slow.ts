/** The people of an account at the portal in a real browser: invited, given another role and removed by an owner, and by nobody else. */
import type { Page } from 'playwright-core';
import { browserSuite, signIn, type Visit } from '../support/browser';
import { settled } from './go';
import { button, click, dialog, heading, inDialog, toast, wrongFields } from './page-parts';
import { ADA, DEV, type Made, makeAccount, VIEWER } from './portal-places';

const suite = browserSuite();
const GRACE = 'grace@example.com';

/** Roles by address, as the API has them. */
async function rolesIn({ id }: Made): Promise<Readonly<Record<string, string>>> {
  const { body } = await suite.run().manage('GET', `/accounts/${id}/members`);
  const members = body.items as readonly { email: string; role: string }[];
  return Object.fromEntries(members.map(({ email, role }) => [email, role]));
}

async function atPeople(members: Readonly<Record<string, string>> = {}): Promise<Visit & { readonly account: Made }> {
  const account = await makeAccount(suite.run(), { members });
  const visit = await suite.signedIn(ADA, account.people);
  await button(visit.page, `Manage ${ADA}`).waitFor();
  return { ...visit, account };
}

const row = (page: Page, email: string) => page.getByRole('row').filter({ hasText: email });
const manage = (page: Page, email: string) => click(page, `Manage ${email}`);
const alert = (page: Page, text: string) => dialog(page).getByRole('alert').filter({ hasText: text }).waitFor();

async function invite(page: Page, email: string, role: string): Promise<void> {
  await click(page, 'Invite');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('radio', { name: role }).check();
  await inDialog(page, 'Invite').click();
}

describe('an owner', () => {
  it('invites a person by e-mail, who appears, signs in and is in the account', async () => {
    const { page, account } = await atPeople();

    await invite(page, ` ${GRACE}`, 'Developer');
    await toast(page, `${GRACE} is invited.`);
    await row(page, GRACE).getByText('Developer').waitFor();

    expect(await rolesIn(account)).toEqual({ [ADA]: 'owner', [GRACE]: 'developer' });
    const invited = await suite.visit();
    await invited.page.goto(suite.run().facts.portalUrl ?? '');
    await signIn(invited.page, GRACE);
    await heading(invited.page, 'No keys yet').waitFor();
    expect(invited.page.url()).toContain(account.id);
  });

  it('is told at the field of an address that is none, and of a member who has another role already', async () => {
    const visit = await atPeople({ [DEV]: 'developer' });
    const { page, account } = visit;
    visit.allow(/status of 4(00|09)/);
    await invite(page, 'nobody', 'Viewer');
    expect(await wrongFields(page)).toEqual({ 'E-mail address': expect.stringMatching(/\w+.*\.$/) });

    await page.getByLabel('E-mail address').fill(DEV);
    await inDialog(page, 'Invite').click();
    await alert(page, 'This person belongs to the account already');
    await page.mouse.click(4, 4);
    await click(page, 'Discard');
    await dialog(page).waitFor({ state: 'detached' });

    expect(await rolesIn(account)).toEqual({ [ADA]: 'owner', [DEV]: 'developer' });
  });

  it('gives a person another role, and removes the person, who is refused with the next request', async () => {
    const { page, account } = await atPeople({ [DEV]: 'developer' });
    const other = await suite.signedIn(DEV, account.keys);
    other.allow(/status of 404/);
    await other.page.getByRole('link', { name: 'New key' }).waitFor();

    await manage(page, DEV);
    await page.getByRole('radio', { name: 'Viewer' }).check();
    await inDialog(page, 'Save').click();
    await row(page, DEV).getByText('Viewer').waitFor();
    expect(await rolesIn(account)).toEqual({ [ADA]: 'owner', [DEV]: 'viewer' });
    await other.page.reload();
    await heading(other.page, 'No keys yet').waitFor();
    expect(await other.page.getByRole('link', { name: 'New key' }).count()).toBe(0);

    await manage(page, DEV);
    await click(page, 'Remove…');
    await inDialog(page, 'Remove').click();
    await row(page, DEV).waitFor({ state: 'detached' });

    expect(await rolesIn(account)).toEqual({ [ADA]: 'owner' });
    await other.page.getByRole('link', { name: 'Clients' }).click();
    await other.page.getByRole('alert').waitFor();
  });

  it('who is the last one can neither leave nor become less, and is told why', async () => {
    const visit = await atPeople({ [DEV]: 'developer' });
    const { page, account } = visit;
    visit.allow(/status of 409/);
    await manage(page, ADA);
    await page.getByRole('radio', { name: 'Viewer' }).check();
    await page.getByText('This is you').waitFor();
    await inDialog(page, 'Save').click();
    await alert(page, 'Make somebody else an owner first.');
    await click(page, 'Remove…');
    await inDialog(page, 'Leave').click();
    await alert(page, 'Make somebody else an owner first.');

    await inDialog(page, 'Cancel').click();
    expect(await rolesIn(account)).toEqual({ [ADA]: 'owner', [DEV]: 'developer' });
  });

  it('leaves when there is another owner, and sees the account no more', async () => {
    const { page, account } = await atPeople({ [DEV]: 'owner' });

    await manage(page, ADA);
    await click(page, 'Remove…');
    await inDialog(page, 'Leave').click();
    await heading(page, 'Choose an account').waitFor();

    expect(await rolesIn(account)).toEqual({ [DEV]: 'owner' });
    expect(await page.locator(`a[href*="${account.id}"]`).count()).toBe(0);
  });
});

it.each([
  ['viewer', VIEWER],
  ['developer', DEV],
])('a %s sees the people and can change none of them', async (role, email) => {
  const account = await makeAccount(suite.run(), { members: { [email]: role } });
  const { page } = await suite.signedIn(email, account.people);
  await page.getByText('Only an owner of the account can invite people').waitFor();
  await row(page, ADA).getByText('Owner').waitFor();
  await settled(page);

  const buttons = page.locator('main').getByRole('button');
  // The heads of the table sort it.
  expect(await buttons.and(page.locator(':not(.sort)')).count()).toBe(0);
  expect(await button(page, 'Invite').count()).toBe(0);
});
