/**
 * Warns of what an escaped path could reach. A caller can write `/%61dmin` for `/admin`, or `1%2fsecret` for a path
 * parameter. If API Gateway compares the path as it was sent, it judges the call by the route of the parameter, and a
 * backend that reads the decoded `event.path` sees another route, which may ask for more.
 */
import { CfnMethod, type Method } from 'aws-cdk-lib/aws-apigateway';
import { enoughFor, meets, ruleText, type ScopeRule } from '../../lambda/domain/scopes';
import type { Door } from './protect-options';
import { VERBS } from './route-table';
import { isOfType } from '../cdk/parts-of-api';
import { membersOf, propertiesOf } from '../cdk/rendered';
import { warn } from '../cdk/warnings';

/** A method that `protect` or `open` made, and who may call it. */
export interface GuardedMethod {
  readonly method: Method;
  /** `open`: anyone may call it. */
  readonly door: Door | 'open';
  readonly scope: ScopeRule | null;
}

/** Acknowledged with `Annotations.of(method).acknowledgeWarning('sallyport:escapedPath')`. */
const WARNING = 'sallyport:escapedPath';

/**
 * Warns at each method whose callers could reach another method that would not let all of them in. `name` is the API's
 * name, the prefix of scopes at the door `cognito`.
 */
export function warnOfEscapedPaths(guards: readonly GuardedMethod[], name: string): void {
  for (const judged of guards)
    for (const named of guards)
      if (!admits(named, judged) && sharesVerb(judged, named, guards) && reaches(pathOf(judged), pathOf(named)))
        warn(
          judged.method,
          WARNING,
          `A path with escaped characters can be judged as ${told(judged)} and reach the backend as ${told(named)}. ` +
            `${elsewhere(judged, named)}Let the backend route by event.resource, never by event.path, or wrap its handler of ` +
            `${routeOf(named)}: ${checkOf(named, judged, name)}.`,
        );
}

/** Where the two have other backends: the call reaches that of `judged`, which may have no such path, or still have it. */
const elsewhere = (judged: GuardedMethod, named: GuardedMethod): string =>
  backendOf(judged) === backendOf(named)
    ? ''
    : `That is the backend of ${routeOf(judged)}, and ${routeOf(named)} has another one: if the former does nothing at such a ` +
      `path, acknowledge ${WARNING}. Else: `;

/** The address of a method's integration, which names its function. */
function backendOf({ method }: GuardedMethod): string {
  const resource = method.node.defaultChild;
  return isOfType(CfnMethod)(resource) ? JSON.stringify(membersOf(propertiesOf(resource).Integration).Uri) : '';
}

/** What the handler of `named` must check for itself when `judged` was judged. */
function checkOf(named: GuardedMethod, judged: GuardedMethod, name: string): string {
  const isCognito = named.door === 'cognito';
  const prefix = isCognito ? `${name}/` : '';
  const options =
    named.scope === null || hasScopesFor(judged, named) ? '' : `, { requireScope: ${codeOf(named.scope, prefix)} }`;
  const type =
    ['key', 'token'].includes(named.door) && named.door !== judged.door ? ', and compare principal.type' : '';
  return `${isCognito ? 'withFirstPartyPrincipal' : 'withPrincipal'}(handler${options})${type}`;
}

/** A rule as a program has it, for example `{ anyOf: ['read:orders', 'admin:orders'] }`. */
function codeOf(rule: ScopeRule, prefix: string): string {
  const quoted = (scopes: readonly string[]): string => scopes.map((scope) => `'${prefix}${scope}'`).join(', ');
  if (typeof rule === 'string') return quoted([rule]);
  return rule.anyOf === undefined ? `{ allOf: [${quoted(rule.allOf)}] }` : `{ anyOf: [${quoted(rule.anyOf)}] }`;
}

const pathOf = ({ method }: GuardedMethod): string => method.resource.path;
const routeOf = ({ method }: GuardedMethod): string => `${method.httpMethod} ${method.resource.path}`;

function told(guard: GuardedMethod): string {
  const { door, scope } = guard;
  const asked = scope === null ? 'no scope' : `scope ${ruleText(scope)}`;
  return `${routeOf(guard)} (${door === 'open' ? 'open' : `door ${door}, ${asked}`})`;
}

/** Whether `named` lets in every caller that `judged` let in. */
function admits(named: GuardedMethod, judged: GuardedMethod): boolean {
  if (named.door === 'open') return true;
  const takesItsKind = named.door === judged.door || (named.door === 'any' && ['key', 'token'].includes(judged.door));
  return takesItsKind && hasScopesFor(judged, named);
}

/** Whether everyone who has the scopes for `judged` has those for `named`. */
const hasScopesFor = (judged: GuardedMethod, named: GuardedMethod): boolean =>
  enoughFor(judged.scope).every((scopes) => meets(scopes, named.scope));

function sharesVerb(one: GuardedMethod, other: GuardedMethod, guards: readonly GuardedMethod[]): boolean {
  const others = verbsOf(other, guards);
  return verbsOf(one, guards).some((verb) => others.includes(verb));
}

/** The HTTP methods that a method answers: `ANY` leaves out those that its resource has by themselves. */
function verbsOf({ method }: GuardedMethod, guards: readonly GuardedMethod[]): readonly string[] {
  if (method.httpMethod !== 'ANY') return [method.httpMethod];
  const own = guards.filter((guard) => guard.method.resource.path === method.resource.path);
  return VERBS.filter((verb) => !own.some((guard) => guard.method.httpMethod === verb));
}

/** A path as its segments: a literal, `*` for one segment of any text, `**` for one or more. */
type Pattern = readonly string[];

const patternOf = (path: string, parameter: '*' | '**'): Pattern =>
  path
    .split('/')
    .filter((part) => part !== '')
    .map((part) => (part.endsWith('+}') ? '**' : part.startsWith('{') ? parameter : part));

/**
 * Whether some path that is judged as `judged` has, once decoded, the form of `named`, and a router would take it for
 * `named`: because `named` is the narrower one there (`%61` for a letter), or because an escaped slash made a path of
 * more segments than `judged` has.
 */
function reaches(judged: string, named: string): boolean {
  const target = patternOf(named, '*');
  const decoded = patternOf(judged, '**');
  if (isNarrower(target, patternOf(judged, '*'))) return overlap(decoded, target);
  return patternOf(judged, '*').some(
    (part, at) => part === '*' && overlap([...decoded.slice(0, at), '*', ...decoded.slice(at)], target),
  );
}

const WIDTHS = ['*', '**'];
/** At the first segment that differs in kind, a literal is narrower than `*`, and `*` is narrower than `**`. */
function isNarrower(one: Pattern, other: Pattern): boolean {
  const widths = one.map((part, at) => WIDTHS.indexOf(part) - WIDTHS.indexOf(other[at] ?? part));
  return (widths.find((difference) => difference !== 0) ?? 0) < 0;
}

/** Whether some path fits both patterns. */
function overlap([one, ...ones]: Pattern, [other, ...others]: Pattern): boolean {
  if (one === undefined || other === undefined) return one === other;
  if (one !== other && !WIDTHS.includes(one) && !WIDTHS.includes(other)) return false;
  return (
    overlap(ones, others) ||
    (one === '**' && overlap([one, ...ones], others)) ||
    (other === '**' && overlap(ones, [other, ...others]))
  );
}
