/**
 * Prints the run's log for a person, on stderr, because stdout holds only the addresses and credentials: a short line
 * for each request, with the reason when it was refused; every line of a developer's own functions and access logs; and
 * the errors of Sallyport's functions. Their lines about requests and tasks that went well are left out, and so are
 * Sallyport's access logs, which say what the short lines say.
 */
import { isJsonObject, type JsonObject, parseJsonObject } from '../../local/json';
import type { AnsweredRequest, LogLine } from '../../local/types';
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
  private routes: ReadonlyMap<string, readonly GuardedRoute[]> = new Map();

  constructor(private readonly paint: Paint) {}

  /** Lines before this are dropped: they are about the seeding. The routes, by API, explain refusals. */
  begin(routes: ReadonlyMap<string, readonly GuardedRoute[]>): void {
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
    else if (isOurAccessLog(entry)) return;
    else if (!isOurs(entry)) print(line);
    else this.logOwnLine(line, entry);
  }

  /** Prints the short line of a request. */
  answered(request: AnsweredRequest): void {
    if (this.open) this.printLater(() => console.error(this.requestLine(request)));
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

  private requestLine(request: AnsweredRequest): string {
    const { status, method, resourcePath = '-', authorizer } = request;
    const claims = isJsonObject(authorizer.claims) ? authorizer.claims : {};
    const who = [authorizer.accountId, authorizer.credentialId, claims.client_id].filter(
      (id) => typeof id === 'string',
    );
    const why = this.whyOf(request);
    return [this.painted(status), method, resourcePath, ...who, ...(why === undefined ? [] : [`(${why})`])].join(' ');
  }

  /** What a function said of the request comes before what the gateway knows. */
  private whyOf(request: AnsweredRequest): string | undefined {
    const reason = this.reasons.get(request.requestId);
    this.reasons.delete(request.requestId);
    const { type, why } = request.refusal ?? {};
    if (reason === undefined && why !== undefined) return `${type}: ${why}`;
    const code = reason ?? type;
    return code && inWords(code, this.routeOf(request));
  }

  private routeOf({ api, method, resourcePath }: AnsweredRequest): GuardedRoute | undefined {
    const here = this.routes.get(api)?.filter(({ path }) => path === resourcePath);
    return here?.find((route) => route.method === method) ?? here?.find((route) => route.method === 'ANY');
  }

  private painted(status: number): string {
    if (status < 400) return this.paint('green', String(status));
    return this.paint(status < 500 ? 'yellow' : 'red', String(status));
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

/** Whether a line is of an access log in Sallyport's own format. */
const isOurAccessLog = (entry: JsonObject): boolean => 'amznRequestId' in entry && 'resourcePath' in entry;

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
