/** What a person sees and does on a page of the portal, by the names that the page tells. */
import type { Page } from 'playwright-core';

export const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });
export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
export const dialog = (page: Page) => page.getByRole('dialog');
export const inDialog = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true });
/** A secret that is shown once, or a text to paste. */
export const shown = (page: Page, name: string) => page.getByRole('group', { name, exact: true });
export const stored = (page: Page) => button(page, 'I have stored it').click();
export const toast = (page: Page, text: string) => page.locator('.toast', { hasText: text }).waitFor();

export async function click(page: Page, ...names: readonly string[]): Promise<void> {
  for (const name of names) await button(page, name).click();
}

/** Opens a dialog by a button and confirms it there. */
export async function confirm(page: Page, opens: string, confirms = opens): Promise<void> {
  await button(page, opens).click();
  await inDialog(page, confirms).click();
}

/** Fields that are marked as wrong, each with what is said of it. */
export async function wrongFields(page: Page): Promise<Readonly<Record<string, string>>> {
  await page.locator('.field-error').first().waitFor();
  return page.evaluate<Record<string, string>>(
    `Object.fromEntries([...document.querySelectorAll('[aria-invalid], [data-invalid]')].map((field) => [
      (field.labels?.[0] ?? field.querySelector('legend')).innerText,
      document.getElementById(field.getAttribute('aria-describedby').split(' ').at(-1)).innerText,
    ]))`,
  );
}

/** Counts the requests that change something, from now on. */
export function changesOf(page: Page): () => number {
  let sent = 0;
  page.on('request', (request) => ['POST', 'PATCH', 'DELETE'].includes(request.method()) && (sent += 1));
  return () => sent;
}
