/**
 * Prints the run's log for a person, on stderr, because stdout holds only the addresses and credentials: a short line
 * for each request, with the reason when it was refused; every line of a developer's own functions; and the errors of
 * Sallyport's functions. Their lines about requests and tasks that went well are left out.
 */
import { type JsonObject, parseJsonObject } from '../json';
import type { LogLine } from '../types';

/** The lines of one request come on several ways, and its own may be the first. */
const WAIT_MS = 100;
const MOST_REASONS = 1_000;
const LONGEST_LINE = 500;
const MOST_STACK_LINES = 6;

export class Terminal {
  /** Why requests were refused, by request id, until their own line is out. */
  private readonly reasons = new Map<unknown, string>();
  /** Functions that judge requests. */
  private readonly judges = new Set<string>();
  private readonly waiting = new Map<NodeJS.Timeout, () => void>();
  private open = false;

  /** Quiet until now: what happens before is the start's own. */
  begin(): void {
    this.open = true;
  }

  /** Says what is still to be said, and then nothing more. */
  end(): void {
    for (const [timer, write] of this.waiting) {
      clearTimeout(timer);
      write();
    }
    this.waiting.clear();
    this.open = false;
  }

  log(line: LogLine): void {
    if (!this.open) return;
    const entry = parseJsonObject(line.text);
    if (entry === undefined) this.text(line);
    else if ('status' in entry && 'resourcePath' in entry) this.later(() => console.error(this.requestLine(entry)));
    else if (!isOurs(entry)) print(line);
    else this.note(line, entry);
  }

  /** An authorizer says no by failing with `Unauthorized`, which the request's line tells better. */
  private text({ source, text }: LogLine): void {
    const error = errorOf(text);
    const tell = (): void => (error?.lines ?? [text]).forEach((one) => print({ source, text: one }));
    if (error?.message !== 'Unauthorized') tell();
    else
      this.later(() => {
        if (!this.judges.has(source)) tell();
      });
  }

  private note(line: LogLine, { message, level, requestId, reason, outcome }: JsonObject): void {
    if (level !== 'INFO') print(line);
    if (message === 'verdict') this.judges.add(line.source);
    const why = reason ?? outcome;
    if (typeof why !== 'string' || why === 'accepted' || why === 'ok') return;
    const [oldest] = this.reasons.keys();
    if (this.reasons.size >= MOST_REASONS) this.reasons.delete(oldest);
    this.reasons.set(requestId, why);
  }

  private requestLine(entry: JsonObject): string {
    const { requestId, status, method, resourcePath, responseType, ...ids } = entry;
    const who = [ids.accountId, ids.credentialId, ids.clientId].filter(hasValue);
    const why = [this.reasons.get(requestId), Number(status) < 400 ? undefined : responseType].find(hasValue);
    this.reasons.delete(requestId);
    return [status, method, resourcePath, ...who, ...(why === undefined ? [] : [`(${why})`])].join(' ');
  }

  private later(tell: () => void): void {
    const timer = setTimeout(() => {
      this.waiting.delete(timer);
      tell();
    }, WAIT_MS);
    this.waiting.set(timer, tell);
  }
}

function print({ source, text }: LogLine): void {
  console.error(`${source} | ${text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text}`);
}

/** What an access log has a value for. */
const hasValue = (value: unknown): value is string => typeof value === 'string' && value !== '-';

/** The `message` of a line that one of Sallyport's functions logs about a request. */
const LOG_MESSAGES = ['verdict', 'operation', 'token', 'fault', 'failure', 'defect'];

const isOurs = ({ message, requestId, task }: JsonObject): boolean =>
  message === 'task'
    ? typeof task === 'string'
    : typeof requestId === 'string' && LOG_MESSAGES.includes(String(message));

/** The error that ended a call or the loading of a function, as Lambda logs it; the head of its stack is enough. */
function errorOf(text: string): { message: unknown; lines: string[] } | undefined {
  const [, json = ''] = /^(?:Invoke|Init) Error (\{.*\})$/s.exec(text) ?? [];
  const { errorType, errorMessage: message, stack } = parseJsonObject(json) ?? {};
  if (typeof errorType !== 'string') return undefined;
  const lines = Array.isArray(stack) && stack.length > 0 ? stack : [`${errorType}: ${String(message)}`];
  return { message, lines: lines.slice(0, MOST_STACK_LINES).map(String) };
}
