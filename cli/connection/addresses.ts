/** Where the management API of a deployment is, and the credentials of the operator who calls it. */
import { UsageError } from '../declaration';

export interface Addresses {
  /** Ends in `/v1`. */
  readonly url: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

export const isLoopback = ({ hostname }: URL): boolean => LOOPBACK.includes(hostname);

/** The address without a slash at its end. Only on this machine may a credential go without TLS. */
export function checkedUrl(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url))) return text.replace(/\/+$/, '');
  // The text is not repeated: there may be a password in it.
  throw new UsageError(`${name} is not an https address`);
}
