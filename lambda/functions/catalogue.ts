/** What there is: the scopes of the guarded API, and the description of this one. */
import document from '../../docs/openapi.json';
import { scopeDescriptions } from '../aws/environment';
import { listScopes } from '../management/operations/list-scopes';
import { done } from '../domain/outcome';
import { documentReply, scopesReply } from '../management/wire/replies';
import { guarded, open, serve } from '../management/wire/serve';
import { operatorServing } from './wiring/serving';

export function catalogueRoutes(folder: string) {
  const descriptions = scopeDescriptions(folder);
  return [
    guarded('GET /scopes', listScopes, (scopes) => scopesReply(scopes, descriptions)),
    open('GET /openapi.json', () => Promise.resolve(done(document)), documentReply),
  ];
}

export const handler = serve(catalogueRoutes(__dirname), operatorServing('catalogue'));
