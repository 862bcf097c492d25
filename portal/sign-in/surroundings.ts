/** Where the page is, and what the time is there. */

interface Place {
  readonly origin: string;
  readonly pathname: string;
}

/** The page's own address without query and hash: where the sign-in leads back to. */
export const pageUrlOf = ({ origin, pathname }: Place): string => `${origin}${pathname.replace(/index\.html$/, '')}`;

/** The management API, one folder above its page: `https://…/v1/portal/` is the page of `https://…/v1`. */
export const apiUrlOf = (pageUrl: string): string => new URL('..', pageUrl).href.replace(/\/$/, '');

/** Many a machine's clock is wrong by minutes, and a token that is good would look expired or not yet valid. */
export function skewOf(date: string | null, now: number): number {
  const skew = Math.round((Date.parse(date ?? '') - now) / 1000);
  return Number.isNaN(skew) ? 0 : skew;
}
