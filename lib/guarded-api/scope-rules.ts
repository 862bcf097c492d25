/**
 * Checks what `protect` is given as `scope`: an app in JavaScript may pass anything, and a mistake in a rule must not make
 * a route easier to call.
 */
import { type AllOf, type AnyOf, RULE_SCOPES_MAX, type ScopeRule } from '../../lambda/domain/scopes';
import { failSynth, invalid, isList, isObject } from '../cdk/synth-errors';
import type { Door, ProtectOptions } from './protect-options';

/** Where a rule is asked for, and which scopes there are. */
export interface RulePlace {
  /** Method and path, for example `GET /orders`. */
  readonly route: string;
  readonly door: Door;
  readonly catalogue: readonly string[];
}

/** The rule of a route, or null if any valid credential may call it. A list of one scope is that scope. */
export function scopeRuleOf(asked: ProtectOptions['scope'], place: RulePlace): ScopeRule | null {
  const { catalogue, door } = place;
  if (asked === null && door !== 'cognito') return null;
  if (typeof asked === 'string' && catalogue.includes(asked)) return asked;
  if (asked === null || typeof asked === 'string' || !isObject(asked)) {
    const names = catalogue.join(', ');
    const several = '{ anyOf: [...] }';
    invalid(
      whatOf(place),
      asked,
      door === 'cognito' ? `${names}, or ${several}` : `null, ${names}, or ${several} or { allOf: [...] }`,
    );
  }
  const list = listIn(asked, place);
  const [first] = list;
  if (list.length === 1 && first !== undefined) return first;
  if (door === 'cognito' && asked.allOf !== undefined)
    invalid(
      whatOf(place),
      asked,
      'one scope or { anyOf: [...] }, because API Gateway lets in a token that has any one of a method’s scopes. With door ' +
        '"token" the authorizer asks for all of them; at any door, let one scope of the catalogue stand for them',
    );
  // A copy, because the table of routes is written at the end of the synth, and the app may change its list until then.
  return asked.allOf === undefined ? { anyOf: [...list] } : { allOf: [...list] };
}

const whatOf = ({ route, door }: RulePlace): string =>
  `the scope of ${route}${door === 'cognito' ? ' with door cognito' : ''}`;

/** The scopes that a rule lists: 1 to 50 of the catalogue, each once. */
function listIn(rule: AnyOf | AllOf, place: RulePlace): readonly string[] {
  const what = whatOf(place);
  const list = rule.anyOf ?? rule.allOf;
  if (Object.keys(rule).length !== 1 || !isList(list))
    invalid(what, rule, 'either { anyOf: [...] } or { allOf: [...] }, with a list of scopes and nothing else');
  if (list.length < 1 || list.length > RULE_SCOPES_MAX)
    invalid(`the number of scopes in ${what}`, list.length, `1 to ${RULE_SCOPES_MAX}`);
  list.forEach((scope, at) => {
    if (!place.catalogue.includes(scope)) invalid(`an entry in ${what}`, scope, place.catalogue.join(', '));
    if (list.indexOf(scope) < at) failSynth(`${what} lists ${scope} twice; list each scope once`);
  });
  return list;
}
