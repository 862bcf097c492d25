/** What each function's environment says; each variable can get another value instead. */
import type { Template } from '../../local/assembly/template';
import { ofType, type Properties } from './circumstances';
import { type Guard, on } from './guards';
import { FOREIGN_SERVER, type Visitors } from './visitors';

/** Another value of the same form for each setting of a function. */
const OTHER_SETTINGS: Readonly<Record<string, (visitors: Visitors, own: unknown) => readonly unknown[]>> = {
  ACCOUNTS_RESOURCE_SERVER: () => ['other-accounts', 'orders'],
  BOOTSTRAP_OPERATOR: ({ strangerId }) => [strangerId],
  CACHE_TABLE_NAME: () => ['another-table'],
  EARLIER_KEY_PREFIXES: () => ['another'],
  ENVIRONMENT: () => ['test'],
  EXAMPLE_URL: () => ['https://api.example.com/orders'],
  IMPORTED_KEYS: () => ['other_'],
  ISSUER: () => ['https://cognito-idp.us-east-1.amazonaws.com/us-east-1_another'],
  KEY_PREFIX: () => ['other'],
  KEY_SET_URL: () => ['http://127.0.0.1:9/jwks.json'],
  MANAGEMENT_RESOURCE_SERVER: () => ['other-management'],
  PEOPLE_CLIENT_ID: ({ strangerId }) => [strangerId],
  PEOPLE_ISSUER: () => ['https://cognito-idp.us-east-1.amazonaws.com/us-east-1_another'],
  PEOPLE_OPERATORS_GROUP: () => ['others'],
  PEOPLE_POOL_ID: () => ['us-east-1_another'],
  PEOPLE_RESOURCE_SERVER: () => ['other-people'],
  PEOPLE_SCOPE: () => ['other-people/portal'],
  PORTAL: () => ['{"name":"Another","colors":{}}'],
  RESOURCE_SERVERS: (_, own) => [...String(own).split(' '), `${String(own)} ${FOREIGN_SERVER}`],
  ROUTES: (_, own) => otherRoutes(String(own)),
  SCOPES: (_, own) => [String(own).split(' ')[0]],
  SIGN_IN_ORIGIN: () => ['https://another.auth.us-east-1.amazoncognito.com'],
  TABLE_NAME: () => ['another-table'],
  TOKEN_URL: () => ['http://127.0.0.1:9/oauth2/token'],
  USER_POOL_ID: () => ['us-east-1_another'],
};

interface Setting extends Guard {
  readonly variable: string;
}

/** A variable that nothing is known of here fails the proof. */
export const settings = (template: Template, visitors: Visitors): Setting[] =>
  ofType(template, 'AWS::Lambda::Function').flatMap(([id, { Properties }]) =>
    Object.entries((Properties.Environment?.Variables ?? {}) as Properties).flatMap(([variable, own]) => {
      const others = OTHER_SETTINGS[variable];
      if (others === undefined) throw new Error(`no other value of ${variable} is known`);
      return others(visitors, own).map((other, at) => ({
        ...on(id, `${variable} is another (${at + 1})`, (given) => (given.Environment.Variables[variable] = other)),
        variable,
      }));
    }),
  );

/** Each row with each other door and scope, and without the row; the encoding is that of lib/route-table. */
function otherRoutes(encoded: string): string[] {
  const bytes = Buffer.from(encoded, 'base64');
  const begin = bytes.indexOf('\n') + 1;
  const scopes: string[] = JSON.parse(bytes.subarray(0, begin).toString());
  const encode = (changed: Buffer): string => changed.toString('base64');
  const changes: string[] = [];
  for (let row = begin; row < bytes.length; row += 6) {
    for (const [at, values] of [
      [row + 4, [...scopes.keys(), 255]],
      [row + 5, [0, 1, 2]],
    ] as const) {
      for (const value of values.filter((one) => one !== bytes[at])) {
        const changed = Buffer.from(bytes);
        changed[at] = value;
        changes.push(encode(changed));
      }
    }
    changes.push(encode(Buffer.concat([bytes.subarray(0, row), bytes.subarray(row + 6)])));
  }
  return changes;
}
