/** What a person pastes into a terminal or a file to use a client. */

/** A file that `node --env-file`, Docker and the shell read alike. Ids and secrets of clients have nothing to quote. */
export const envFileOf = (clientId: string, secret: string): string =>
  `CLIENT_ID=${clientId}\nCLIENT_SECRET=${secret}\n`;

/** Fetches a token. The secret goes in by standard input: an argument can be seen in the list of processes. */
export const tokenCurlOf = (tokenUrl: string, clientId: string, secret: string): string =>
  `curl -K - -d grant_type=client_credentials '${tokenUrl}' <<'END'\nuser = "${clientId}:${secret}"\nEND`;
