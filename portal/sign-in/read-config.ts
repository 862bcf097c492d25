/** Fetches what the deployment tells its page, and compares the clocks on that occasion. */
import { type PortalConfig, type ReadConfig, TIMEOUT } from './config';
import { skewOf } from './surroundings';

export async function readConfig(pageUrl: string): Promise<ReadConfig> {
  const signal = AbortSignal.timeout(TIMEOUT);
  const response = await fetch(new URL('config.json', pageUrl), { cache: 'no-store', signal });
  if (!response.ok) throw new TypeError(`config.json answered ${response.status}`);
  const clockSkew = skewOf(response.headers.get('date'), Date.now());
  return { config: (await response.json()) as PortalConfig, clockSkew };
}
