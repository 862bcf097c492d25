/** Checks values by the schemas of the OpenAPI document. */
import Ajv2020 from 'ajv/dist/2020';
import document from '../../docs/openapi.json';

const formats = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/,
  uri: true,
  'uri-reference': true,
} as const;
const ajv = new Ajv2020({ strict: false, formats });
ajv.addSchema(document, 'document');

/** What of the value breaks the schema, which may have references into the document; empty if nothing does. */
export function schemaErrors(schema: object, value: unknown): unknown {
  const absolute: object = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/'));
  const validate = ajv.compile(absolute);
  return validate(value) ? [] : validate.errors;
}
