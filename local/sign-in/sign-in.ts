/**
 * What a browser visits to sign in and out: `/oauth2/authorize`, `/login` and `/logout` (Cognito Developer Guide). A
 * session of the pool's own lets the next sign-in pass without the page. No other origin may read these answers.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PoolClients } from '../pool/clients';
import type { People } from '../pool/people';
import { mediaTypeOf, readBody } from '../server';
import type { LocalClock } from '../types';
import { type AuthorizationRequest, readAuthorization, redirectTo, signsPeopleIn } from './authorization-request';
import type { Grants } from './grants';
import { errorPage, type PageAnswer, signInPage } from './pages';
import { Tickets } from './tickets';

/** The session cookie of Cognito is valid for an hour. */
const SESSION_SECONDS = 3600;
const MAX_FORM_BYTES = 4096;

export interface SignInParts {
  readonly poolId: string;
  readonly clients: PoolClients;
  readonly people: People;
  readonly grants: Grants;
  readonly clock: LocalClock;
}

interface Session {
  readonly sub: string;
  /** Epoch milliseconds. */
  readonly signedInAt: number;
}

export class SignIn {
  private readonly sessions: Tickets<Session>;
  /** With the pool's id, because a browser has one cookie of a name for all ports of a host. */
  private readonly cookie: string;

  constructor(private readonly parts: SignInParts) {
    this.sessions = new Tickets(parts.clock);
    this.cookie = `cognito-${parts.poolId}`;
  }

  /** False when the route is none of these. */
  async serve(route: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const answer = await this.answer(route, request);
    if (answer === undefined) return false;
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
    return true;
  }

  private async answer(route: string, request: IncomingMessage): Promise<PageAnswer | undefined> {
    const query = /\?(.*)$/s.exec(request.url ?? '')?.[1] ?? '';
    switch (route) {
      case 'GET /oauth2/authorize':
        return this.authorize(query, request);
      case 'GET /login':
        return this.showPeople(query);
      case 'POST /login':
        return this.logIn(query, request);
      case 'GET /logout':
        return this.logOut(new URLSearchParams(query), request);
      default:
        return undefined;
    }
  }

  private authorize(query: string, request: IncomingMessage): PageAnswer {
    const asked = readAuthorization(this.parts.clients, new URLSearchParams(query));
    if (!('client' in asked)) return refusal(asked);
    const session = this.sessions.find(this.sessionOf(request));
    const isAsked = asked.prompt === 'login' || asked.prompt === 'select_account';
    if (session !== undefined && !isAsked) return this.grant(asked, session);
    if (asked.prompt !== 'none') return redirect(`/login?${query}`);
    return redirect(redirectTo(asked.redirectUri, { error: 'login_required', state: asked.state }));
  }

  private showPeople(query: string): PageAnswer {
    const { clients, people } = this.parts;
    const asked = readAuthorization(clients, new URLSearchParams(query));
    return 'client' in asked ? signInPage(people.list(), query, asked.redirectUri) : refusal(asked);
  }

  /** A form of another page must not sign anybody in. A program that is no browser sends no origin. */
  private async logIn(query: string, request: IncomingMessage): Promise<PageAnswer> {
    const { clients, people, clock } = this.parts;
    const { headers, socket } = request;
    const body = (await readBody(request, MAX_FORM_BYTES))?.toString() ?? '';
    const own = `http://127.0.0.1:${socket.localPort}`;
    if (headers.origin !== undefined && headers.origin !== own) return errorPage('The form is of another page.');
    const asked = readAuthorization(clients, new URLSearchParams(query));
    if (!('client' in asked)) return refusal(asked);
    const isForm = mediaTypeOf(headers) === 'application/x-www-form-urlencoded';
    const person = isForm ? people.find(new URLSearchParams(body).get('person') ?? '') : undefined;
    if (person === undefined) return errorPage('The user pool does not have this person.');
    const { sub } = people.signedIn(person);
    const session = { sub, signedInAt: clock.now() };
    const text = this.sessions.issue(session, clock.now() + SESSION_SECONDS * 1000);
    return withCookie(this.grant(asked, session), `${this.cookie}=${text}; Max-Age=${SESSION_SECONDS}`);
  }

  private grant(asked: AuthorizationRequest, { sub, signedInAt }: Session): PageAnswer {
    const { people, grants } = this.parts;
    const person = people.find(sub);
    if (person === undefined) return errorPage('The user pool does not have this person.');
    const code = grants.issueCode(asked, person, signedInAt);
    return redirect(redirectTo(asked.redirectUri, { code, state: asked.state }));
  }

  private logOut(query: URLSearchParams, request: IncomingMessage): PageAnswer {
    const client = this.parts.clients.get(query.get('client_id') ?? '');
    const target = query.get('logout_uri') ?? '';
    if (!signsPeopleIn(client)) return errorPage('The user pool has no app client with this client_id for people.');
    const { logoutUrls } = client.signIn;
    if (!logoutUrls.includes(target)) {
      return errorPage(`The logout_uri is none of the app client. It has: ${logoutUrls.join(', ')}`);
    }
    this.sessions.take(this.sessionOf(request));
    return withCookie(redirect(target), `${this.cookie}=; Max-Age=0`);
  }

  private sessionOf({ headers }: IncomingMessage): string {
    const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
    return pairs.find(([name]) => name === this.cookie)?.[1] ?? '';
  }
}

const refusal = (refused: { page: string } | { redirect: string }): PageAnswer =>
  'page' in refused ? errorPage(refused.page) : redirect(refused.redirect);

const redirect = (Location: string): PageAnswer => ({
  status: 302,
  headers: { Location, 'Cache-Control': 'no-store', 'Referrer-Policy': 'same-origin' },
});

const withCookie = (answer: PageAnswer, cookie: string): PageAnswer => ({
  ...answer,
  headers: { ...answer.headers, 'Set-Cookie': `${cookie}; Path=/; HttpOnly; SameSite=Lax` },
});
