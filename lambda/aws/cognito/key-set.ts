/**
 * The issuer's key set, kept in a warm process. A key that the issuer withdrew is trusted for five minutes more
 * at most while the issuer answers; when it does not, the keys already known go on for a day, and never is an
 * unanswered question taken for "no such key".
 */
import type { Instant } from '../../domain/model';
import { DependencyError, KEY_SET_BACK_OFF } from '../../domain/outcome';
import type { Clock } from '../../domain/ports/system';
import { type FetchKeySet, fetchKeys, type Keys, type SigningJwk } from './key-set-fetch';
import { systemTimers, type Timers } from '../timers';

export interface KeySetOptions {
  readonly url: string;
  readonly now: Clock;
  /** Told of each refresh that failed although known keys went on. */
  readonly onTrouble: (error: DependencyError) => void;
  readonly fetch?: FetchKeySet;
  readonly timers?: Timers;
}

/** A set older than this is refreshed before it is used. */
const FRESH_FOR = 300_000;
/** A set older than this is not used. */
const USABLE_FOR = 86_400_000;
/** After a fetch that did not help, known keys are used and unknown ones not asked for. */
const BACK_OFF = 10_000;
/** Milliseconds given to each of two tries. */
const TIMEOUT = 1_000;

/** Anybody can send an unknown `kid`: while the issuer answers, that is no trouble to wake somebody for. */
const askedAMomentAgo = (answered: boolean): DependencyError =>
  new DependencyError(answered ? KEY_SET_BACK_OFF : 'key-set', 'The key set was asked a moment ago');

interface Known {
  readonly keys: Keys;
  readonly at: Instant;
}

export class KeySet {
  private known: Known | undefined;
  /** The last fetch that did not help, and whether the issuer answered it. */
  private quiet: { readonly since: Instant; readonly answered: boolean } | undefined;
  private flight: Promise<Known> | undefined;

  constructor(private readonly options: KeySetOptions) {}

  /**
   * The key with this `kid`; undefined when the issuer, asked for it, has no such key. Rejects with a
   * `DependencyError` when the issuer cannot be asked.
   */
  async find(kid: string): Promise<SigningJwk | undefined> {
    const kept = this.usable();
    const key = kept?.keys.get(kid);
    if (kept !== undefined && key !== undefined && (this.isWithin(kept.at, FRESH_FOR) || this.isQuiet())) return key;
    // Without a set there is nothing to fall back on, so each token asks: recovery shows at once.
    if (kept !== undefined && this.isQuiet()) throw askedAMomentAgo(this.quiet?.answered === true);
    return this.ask(kid, key);
  }

  private async ask(kid: string, fallback: SigningJwk | undefined): Promise<SigningJwk | undefined> {
    try {
      const { keys } = await this.refresh();
      const key = keys.get(kid);
      this.quiet = key === undefined ? { since: this.options.now(), answered: true } : undefined;
      return key;
    } catch (thrown) {
      this.quiet = { since: this.options.now(), answered: false };
      const error = new DependencyError('key-set', 'The key set could not be read', { cause: thrown });
      if (fallback === undefined) throw error;
      this.options.onTrouble(error);
      return fallback;
    }
  }

  /** Everybody who asks while a fetch is under way waits for that one. */
  private refresh(): Promise<Known> {
    this.flight ??= this.fetchTwice().finally(() => {
      this.flight = undefined;
    });
    return this.flight;
  }

  private async fetchTwice(): Promise<Known> {
    const { url, now, fetch = globalThis.fetch, timers = systemTimers } = this.options;
    const at = now();
    const once = (): Promise<Keys> => fetchKeys(fetch, url, { milliseconds: TIMEOUT, timers });
    this.known = { keys: await once().catch(once), at };
    return this.known;
  }

  private usable(): Known | undefined {
    return this.known !== undefined && this.isWithin(this.known.at, USABLE_FOR) ? this.known : undefined;
  }

  private isQuiet(): boolean {
    return this.quiet !== undefined && this.isWithin(this.quiet.since, BACK_OFF);
  }

  /** Not when the clock went back: what seems to come from the future has no known age. */
  private isWithin(since: Instant, span: number): boolean {
    const age = this.options.now() - since;
    return age >= 0 && age < span;
  }
}
