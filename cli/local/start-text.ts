/** What a person reads once the run is ready: addresses, the table of routes, commands to paste, and credentials. */
import type { Facts } from '../../local/command/facts';
import type { Paint } from '../colour';
import { firstCommands } from './first-commands';
import type { GuardedRoute } from './guarded-routes';

/** Begins a line with a command, and no other line, so that a program can find the commands in the text. */
const COMMAND = '    ';

/** The text of a seeded run. */
export function startText(facts: Facts, routes: readonly GuardedRoute[], paint: Paint): string {
  const lines = [
    ...addresses(facts).map(([name, address]) => `${name.padEnd(17)}${address}`),
    '',
    ...routeTable(routes, paint),
    ...firstCommands(facts, routes).flatMap(({ what, line }, index) => [
      '',
      paint('bold', `${index + 1}. ${what}${line === undefined ? '.' : ':'}`),
      ...(line === undefined ? [] : [COMMAND + line]),
    ]),
    '',
    paint('bold', 'Addresses and credentials, as variables of bash:'),
    ...variables(facts).map((variable) => `  ${variable}`),
    ...(facts.firstParty === undefined ? [] : ['', FIRST_PARTY]),
  ];
  return `\n${lines.join('\n')}\n\n${END}\n`;
}

/** Told at the start, because a developer may try this client at a function door, which refuses it. */
const FIRST_PARTY = 'FIRST_PARTY is the stack’s own client: it opens cognito doors alone, until an account adopts it.';

export const END = 'Ctrl-C ends the run.';

const addresses = (facts: Facts): readonly (readonly [string, string])[] => [
  ['Guarded API', facts.apiUrl],
  ['Management API', facts.managementUrl],
  ...(facts.portalUrl === undefined ? [] : ([['Portal', portal(facts.portalUrl, facts.people)]] as const)),
  ['Token endpoint', facts.tokenUrl],
  ...(facts.cachedTokenUrl === undefined ? [] : ([['  with a cache', facts.cachedTokenUrl]] as const)),
  ['Table', facts.tableEndpoint],
  ...(facts.controlUrl === undefined ? [] : ([['Test control', facts.controlUrl]] as const)),
];

/** On the page of the user pool a click signs in; whom there is to choose says this line. */
function portal(url: string, people: Facts['people'] = []): string {
  const list = people.map(({ email, role }) => `${email} (${role})`);
  return list.length === 0 ? url : `${url} - sign in as ${list.join(', ')}`;
}

/** One line for each route: method, path, door, scope. */
export function routeTable(routes: readonly GuardedRoute[], paint: Paint): readonly string[] {
  if (routes.length === 0) return [];
  const rows = routes.map((route) => [route.method, route.path, guardText(route), route.scope ?? '-']);
  const head = ['METHOD', 'PATH', 'DOOR', 'SCOPE'];
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const [first = '', ...others] = [head, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd((widths[column] ?? 0) + 2))
      .join('')
      .trimEnd(),
  );
  return [paint('bold', first), ...others];
}

/** `any`, or with a native key beside it `IAM, native key`. */
function guardText({ door, nativeKey }: GuardedRoute): string {
  if (!nativeKey) return door;
  return door === 'open' ? 'native key' : `${door}, native key`;
}

/** The parts of this run as lines of bash. The commands of README.md read some of them. */
export function variables(facts: Facts): readonly string[] {
  const { operator, client, firstParty } = facts;
  return [
    `API=${facts.apiUrl}`,
    `M=${facts.managementUrl}`,
    `TOKEN_URL=${facts.tokenUrl}`,
    `ACCOUNT=${facts.account.id}`,
    `API_KEY=${facts.key.key}`,
    `CLIENT=${client.clientId}:${client.clientSecret}`,
    ...(firstParty === undefined ? [] : [`FIRST_PARTY=${firstParty.clientId}:${firstParty.clientSecret}`]),
    `OPERATOR=${operator.clientId}:${operator.clientSecret}`,
  ];
}
