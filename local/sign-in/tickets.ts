/** Random texts that stand for something until a time: sessions, authorization codes and refresh tokens. */
import { randomBytes } from 'node:crypto';
import type { LocalClock } from '../types';

interface Ticket<T> {
  readonly value: T;
  /** Epoch milliseconds. */
  readonly until: number;
}

export class Tickets<T> {
  private readonly byText = new Map<string, Ticket<T>>();

  constructor(private readonly clock: LocalClock) {}

  issue(value: T, until: number): string {
    this.dropExpired();
    const text = randomBytes(32).toString('base64url');
    this.byText.set(text, { value, until });
    return text;
  }

  find(text: string): T | undefined {
    const ticket = this.byText.get(text);
    return ticket !== undefined && ticket.until > this.clock.now() ? ticket.value : undefined;
  }

  /** Finds it for the last time. */
  take(text: string): T | undefined {
    const value = this.find(text);
    this.byText.delete(text);
    return value;
  }

  /** Lets it end at this time, unless it ends before. */
  shorten(text: string, until: number): void {
    const ticket = this.byText.get(text);
    if (ticket !== undefined && until < ticket.until) this.byText.set(text, { ...ticket, until });
  }

  private dropExpired(): void {
    const now = this.clock.now();
    for (const [text, { until }] of this.byText) if (until <= now) this.byText.delete(text);
  }
}
