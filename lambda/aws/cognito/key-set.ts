/**
 * Cognito's key set, kept in a warm process. While Cognito answers, a key that it withdrew is trusted for at most five
 * more minutes. While Cognito does not answer, known keys are used for up to a day, and an unknown key is an
 * error, never `undefined`.
 */
import type { Instant } from '../../domain/model';
import { DependencyError, KEY_SET_BACK_OFF } from '../../domain/outcome';
import type { Clock } from '../../domain/ports/system';
import { type FetchKeySet, fetchKeys, httpKeySet, type Keys, type SigningJwk } from './key-set-fetch';
import type { TimeBudget } from '../time-budget';

export interface KeySetOptions {
  readonly url: string;
  readonly now: Clock;
  /** @default - over HTTPS */
  readonly fetch?: FetchKeySet;
}

/** The invocation that looks for a key. */
export interface KeySetUse {
  readonly budget: TimeBudget;
  /** Receives the error of a refresh that failed while a known key could still be used. */
  readonly onFailure: (error: DependencyError) => void;
}

/** Milliseconds after which a key set is fetched again before it is used. */
const FRESH_FOR = 300_000;
/** Milliseconds after which a key set is not used any more. */
const USABLE_FOR = 86_400_000;
/** Milliseconds without another fetch after a fetch that failed, or that did not have the wanted key. */
const BACK_OFF = 10_000;
/** Most milliseconds for each of two attempts, and for both together. */
const ATTEMPT_MS = 1_000;
/** Of the authorizer's 2.3 s, this leaves 0.9 s for the table: two attempts of 0.4 s, should the first get no answer. */
const FETCH_MS = 1_400;

/** If Cognito answered the last fetch, any caller with an unknown `kid` can cause this error, so it raises no alarm. */
const backOffError = (answered: boolean): DependencyError =>
  new DependencyError(
    answered ? KEY_SET_BACK_OFF : 'key-set',
    'The key of this token is unknown, and the key set cannot be fetched again for up to 10 seconds',
  );

interface FetchedKeys {
  readonly keys: Keys;
  readonly at: Instant;
}

export class KeySet {
  private fetched: FetchedKeys | undefined;
  /** Set by a fetch that failed or did not have the wanted key. `answered`: Cognito answered that fetch. */
  private backOff: { readonly since: Instant; readonly answered: boolean } | undefined;
  private fetching: Promise<FetchedKeys> | undefined;

  private readonly fetchKeySet: FetchKeySet;

  constructor(private readonly options: KeySetOptions) {
    this.fetchKeySet = options.fetch ?? httpKeySet();
  }

  /** The key with this `kid`, if it may be used without a look at Cognito's key set. */
  kept(kid: string): SigningJwk | undefined {
    return this.fetchedWithin(this.isBackingOff() ? USABLE_FOR : FRESH_FOR)?.keys.get(kid);
  }

  /**
   * The key with this `kid`; `undefined` if Cognito's key set was fetched for it and does not hold it. Rejects with a
   * `DependencyError` for a key that is not known while Cognito does not answer, and during the back-off.
   */
  async find(kid: string, use: KeySetUse): Promise<SigningJwk | undefined> {
    const fresh = this.kept(kid);
    if (fresh !== undefined) return fresh;
    const kept = this.fetchedWithin(USABLE_FOR);
    // Without a key set there is no back-off: no token can be checked, so every call fetches again.
    if (kept !== undefined && this.isBackingOff()) throw backOffError(this.backOff?.answered === true);
    return this.refreshedKey(kid, kept?.keys.get(kid), use);
  }

  private async refreshedKey(kid: string, fallback: SigningJwk | undefined, { budget, onFailure }: KeySetUse) {
    try {
      const { keys } = await this.refresh(budget);
      const key = keys.get(kid);
      this.backOff = key === undefined ? { since: this.options.now(), answered: true } : undefined;
      return key;
    } catch (thrown) {
      this.backOff = { since: this.options.now(), answered: false };
      const error = new DependencyError('key-set', 'The key set could not be read', { cause: thrown });
      if (fallback === undefined) throw error;
      onFailure(error);
      return fallback;
    }
  }

  /** Concurrent calls share one fetch, within the budget of the first of them. */
  private refresh(budget: TimeBudget): Promise<FetchedKeys> {
    this.fetching ??= budget
      .part(FETCH_MS, (part) => this.fetchTwice(part))
      .finally(() => {
        this.fetching = undefined;
      });
    return this.fetching;
  }

  private async fetchTwice(budget: TimeBudget): Promise<FetchedKeys> {
    const { url, now } = this.options;
    const at = now();
    const once = (): Promise<Keys> => budget.part(ATTEMPT_MS, (part) => fetchKeys(this.fetchKeySet, url, part));
    const keys = await once().catch(once);
    this.fetched = { keys: keptWhereSame(keys, this.fetched?.keys), at };
    return this.fetched;
  }

  private fetchedWithin(span: number): FetchedKeys | undefined {
    return this.fetched !== undefined && this.isWithin(this.fetched.at, span) ? this.fetched : undefined;
  }

  private isBackingOff(): boolean {
    return this.backOff !== undefined && this.isWithin(this.backOff.since, BACK_OFF);
  }

  /** False if `since` is in the future, because the clock was set back: then the age is not known. */
  private isWithin(since: Instant, span: number): boolean {
    const age = this.options.now() - since;
    return age >= 0 && age < span;
  }
}

/** The keys, each as the object that it was before if it is the same key: what was verified with it may be remembered. */
const keptWhereSame = (keys: Keys, before?: Keys): Keys =>
  new Map(
    [...keys].map(([kid, key]) => {
      const old = before?.get(kid);
      return [kid, old !== undefined && old.n === key.n && old.e === key.e ? old : key];
    }),
  );
