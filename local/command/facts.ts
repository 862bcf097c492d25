/** The addresses and credentials of a run that is ready, as text for a person or as one line of JSON for a program. */
import type { OAuthCredentials, Seeded } from './seed';

/** The members of the line that `--json` prints. */
export interface Facts extends Seeded {
  /** The guarded API with its stage, without a slash at its end. */
  readonly apiUrl: string;
  /** Ends in `/v1`. */
  readonly managementUrl: string;
  readonly tokenUrl: string;
  /** Set when the stack has a token cache. */
  readonly cachedTokenUrl?: string | undefined;
  readonly tableEndpoint: string;
  readonly tableName: string;
  readonly controlUrl?: string | undefined;
}

/** What the README's commands call the parts of this run, as lines of bash to paste before them. */
export function variables({ apiUrl, managementUrl, tokenUrl, operator, account }: Facts): string[] {
  return [
    `API=${apiUrl}`,
    `M=${managementUrl}`,
    `TOKEN_URL=${tokenUrl}`,
    `OPERATOR=${operator.clientId}:${operator.clientSecret}`,
    `ACCOUNT=${account.id}`,
  ];
}

/** Begins a line with a command, and no other line, so that a program can find the commands in the text. */
const COMMAND = '    ';

/** `path` is a route of the guarded API that takes both a token and a key. */
export function banner(facts: Facts, path: string): string {
  const { operator, account, client, firstParty, key } = facts;
  return `
Guarded API      ${facts.apiUrl}
Management API   ${facts.managementUrl}
Token endpoint   ${facts.tokenUrl}${facts.cachedTokenUrl ? `\n  with a cache   ${facts.cachedTokenUrl}` : ''}
Table            ${facts.tableName} at ${facts.tableEndpoint}${facts.controlUrl ? `\nTest control     ${facts.controlUrl}` : ''}

Seeded for account ${account.id}
  API key              ${key.key}
  OAuth client         ${client.clientId} ${client.clientSecret}${
    firstParty ? `\n  First-party client   ${firstParty.clientId} ${firstParty.clientSecret}` : ''
  }
  Operator client      ${operator.clientId} ${operator.clientSecret}

Call the API with an access token, then with the API key; list the account's keys as the operator:
${commands(facts, path)
  .map((command) => COMMAND + command)
  .join('\n')}

For the commands in README.md, paste these first:
${variables(facts)
  .map((variable) => `  ${variable}`)
  .join('\n')}

Ctrl-C ends the run.
`;
}

/** The commands to paste: each is one line of bash with exit code 0 only when the API answers with success. */
export function commands({ apiUrl, managementUrl, tokenUrl, ...facts }: Facts, path: string): string[] {
  const { operator, account, client, key } = facts;
  const scope = operator.scopes.split(' ').find((one) => one.endsWith('/read:keys')) ?? operator.scopes;
  const asOperator = { clientId: operator.clientId, clientSecret: operator.clientSecret, scope };
  return [
    withToken(tokenUrl, client, apiUrl + path),
    `${CURL} -H 'Authorization: Bearer ${key.key}' ${apiUrl}${path}`,
    withToken(tokenUrl, asOperator, `${managementUrl}/accounts/${account.id}/keys`),
  ];
}

const CURL = 'curl --fail-with-body -sS';

function withToken(tokenUrl: string, { clientId, clientSecret, scope }: OAuthCredentials, url: string): string {
  const ask = `${CURL} -u ${clientId}:${clientSecret} -d grant_type=client_credentials -d 'scope=${scope}' ${tokenUrl}`;
  const cut = `sed -E 's/.*"access_token":"([^"]*)".*/\\1/'`;
  return `TOKEN=$(${ask} | ${cut}) && ${CURL} -H "Authorization: Bearer $TOKEN" ${url}`;
}
