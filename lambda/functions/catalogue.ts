/** Serves the guarded API's scopes, and the OpenAPI document of the management API. */
import document from '../../docs/openapi.json';
import { scopeDescriptions } from '../aws/environment';
import { catalogueEndpoints } from '../management/endpoints/catalogue';
import { publicDocument } from '../management/wire/public-document';
import { serve } from '../management/wire/serve';
import { operatorServing } from './wiring/serving';

const { deps, ...serving } = operatorServing('catalogue');

export const handler = serve(catalogueEndpoints, {
  ...serving,
  deps: { ...deps, document: publicDocument(document), descriptions: scopeDescriptions(__dirname) },
});
