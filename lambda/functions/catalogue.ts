/** Serves the guarded API's scopes, and the OpenAPI document of the management API. */
import document from '../../docs/openapi.json';
import { scopeDescriptions, tokenScopeSettings } from '../aws/settings/function-settings';
import { catalogueEndpoints } from '../management/endpoints/catalogue';
import { publicDocument } from '../management/wire/public-document';
import { RECORD_CODECS } from '../aws/dynamodb/codecs/record-codecs';
import { signedReads } from '../aws/dynamodb/signed-reader';
import { operatorServing, served } from './wiring/serving';

const serving = operatorServing('catalogue', signedReads(process.env, RECORD_CODECS));
const { accountsServer } = tokenScopeSettings(process.env);
const descriptions = scopeDescriptions(__dirname);
const servedDocument = publicDocument(document);

export const handler = served(catalogueEndpoints, {
  ...serving,
  depsIn: (invocation) => ({ ...serving.depsIn(invocation), accountsServer, document: servedDocument, descriptions }),
});
