/**
 * Prints the run's log for a person, on stderr, because stdout holds only the addresses and credentials: a short line
 * for each request, with the reason when it was refused; every line of a developer's own functions; and the errors of
 * Sallyport's functions. Their lines about requests and tasks that went well are left out.
 */
import { type JsonObject, parseJsonObject } from '../../local/json';
import type { LogLine } from '../../local/types';
import type { Paint } from '../colour';
import type { GuardedRoute } from './guarded-routes';
import { inWords } from './reasons';

/** A request's own line waits this long for the function's line with the reason, which may arrive later. */
const WAIT_MS = 100;
const MAX_REASONS = 1_000;
const MAX_LINE_LENGTH = 500;
const MAX_STACK_LINES = 6;

export class Terminal {
  /** Why requests were refused, by request id, until their own line is printed. */
  private readonly reasons = new Map<unknown, string>();
  /** The names of the functions that logged a verdict. */
  private readonly authorizers = new Set<string>();
  private readonly waiting = new Map<NodeJS.Timeout, () => void>();
  private open = false;
  private routes: readonly GuardedRoute[] = [];

  constructor(private readonly paint: Paint) {}

  /** Lines before this are dropped: they are about the seeding. The routes of the guarded API explain refusals. */
  begin(routes: readonly GuardedRoute[]): void {
    this.routes = routes;
    this.open = true;
  }

  /** Prints the lines that still wait, and none after them. */
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
    if (entry === undefined) this.logText(line);
    else if ('status' in entry && 'resourcePath' in entry)
      this.printLater(() => console.error(this.requestLine(entry)));
    else if (!isOurs(entry)) print(line);
    else this.logOwnLine(line, entry);
  }

  /** An authorizer throws `Unauthorized` to refuse a request; that error is left out, as the request's line has it. */
  private logText({ source, text }: LogLine): void {
    const error = errorOf(text);
    const printLines = (): void => (error?.lines ?? [text]).forEach((one) => print({ source, text: one }));
    if (error?.message !== 'Unauthorized') printLines();
    else
      this.printLater(() => {
        if (!this.authorizers.has(source)) printLines();
      });
  }

  private logOwnLine(line: LogLine, { message, level, requestId, reason, outcome }: JsonObject): void {
    if (level !== 'INFO') print(line);
    if (message === 'verdict') this.authorizers.add(line.source);
    const why = reason ?? outcome;
    if (typeof why !== 'string' || why === 'accepted' || why === 'ok') return;
    const [oldest] = this.reasons.keys();
    if (this.reasons.size >= MAX_REASONS) this.reasons.delete(oldest);
    this.reasons.set(requestId, why);
  }

  private requestLine(entry: JsonObject): string {
    const { requestId, status, method, resourcePath, responseType, ...ids } = entry;
    const who = [ids.accountId, ids.credentialId, ids.clientId].filter(hasValue);
    const why = [this.reasons.get(requestId), Number(status) < 400 ? undefined : responseType].find(hasValue);
    this.reasons.delete(requestId);
    const words = why === undefined ? [] : [`(${inWords(why, this.routeOf(entry))})`];
    return [this.painted(String(status)), method, resourcePath, ...who, ...words].join(' ');
  }

  private routeOf({ method, resourcePath }: JsonObject): GuardedRoute | undefined {
    const here = this.routes.filter(({ path }) => path === resourcePath);
    return here.find((route) => route.method === method) ?? here.find((route) => route.method === 'ANY');
  }

  private painted(status: string): string {
    if (status < '400') return this.paint('green', status);
    return this.paint(status < '500' ? 'yellow' : 'red', status);
  }

  private printLater(write: () => void): void {
    const timer = setTimeout(() => {
      this.waiting.delete(timer);
      write();
    }, WAIT_MS);
    this.waiting.set(timer, write);
  }
}

function print({ source, text }: LogLine): void {
  console.error(`${source} | ${text.length > MAX_LINE_LENGTH ? `${text.slice(0, MAX_LINE_LENGTH)}…` : text}`);
}

/** Whether the access log has a value for a variable; it writes `-` for none. */
const hasValue = (value: unknown): value is string => typeof value === 'string' && value !== '-';

/** The `message` of a line that one of Sallyport's functions logs about a request. */
const LOG_MESSAGES = ['verdict', 'operation', 'token', 'failure', 'defect'];

const isOurs = ({ message, requestId, task }: JsonObject): boolean =>
  message === 'task'
    ? typeof task === 'string'
    : typeof requestId === 'string' && LOG_MESSAGES.includes(String(message));

/** The message of an error that a function's worker logs, and the first lines of its stack trace. */
function errorOf(text: string): { message: unknown; lines: string[] } | undefined {
  const [, json = ''] = /^(?:Invoke|Init) Error (\{.*\})$/s.exec(text) ?? [];
  const { errorType, errorMessage: message, stack } = parseJsonObject(json) ?? {};
  if (typeof errorType !== 'string') return undefined;
  const lines = Array.isArray(stack) && stack.length > 0 ? stack : [`${errorType}: ${String(message)}`];
  return { message, lines: lines.slice(0, MAX_STACK_LINES).map(String) };
}
