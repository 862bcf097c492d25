/** Moves a page that is signed in to another of its places, and waits for what is there. */
import type { Page } from 'playwright-core';

export async function goTo(page: Page, place: string): Promise<void> {
  // The page renders after its own listener, so the old screen is gone when this is done.
  await page.evaluate(
    `location.hash === ${JSON.stringify(place)} || new Promise((done) => {
      addEventListener('hashchange', () => requestAnimationFrame(() => setTimeout(done)), { once: true });
      location.hash = ${JSON.stringify(place)};
    })`,
  );
  await settled(page);
}

/** Everything has come. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').waitFor();
  await page.locator('.skeleton, .skeleton-line, [aria-busy=true]').first().waitFor({ state: 'detached' });
}
