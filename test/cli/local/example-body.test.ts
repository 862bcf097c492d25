/** A body that the model of a route allows, so that the printed command is answered by the backend. */
import Ajv from 'ajv-draft-04';
import { exampleBody } from '../../../cli/local/example-body';

const object = (properties: object) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

test.each<[string, object]>([
  ['an object with bounds', object({ item: { type: 'string', minLength: 3 }, n: { type: 'integer', minimum: 5 } })],
  ['optional members', { type: 'object', properties: { a: { type: 'string' } } }],
  [
    'every type',
    object({ a: { type: 'boolean' }, b: { type: 'null' }, c: { type: 'number' }, d: { type: ['string', 'null'] } }),
  ],
  [
    'nested objects and lists',
    object({ a: object({ b: { type: 'array', minItems: 2, items: { type: 'integer' } } }) }),
  ],
  ['an enum', object({ kind: { type: 'string', enum: ['big', 'small'] } })],
  ['a required member without a schema', { type: 'object', required: ['a'] }],
  ['a list', { type: 'array', items: { type: 'string' } }],
  ['anything', {}],
])('%s', (_, schema) => {
  const body = exampleBody(schema);

  expect(new Ajv().validate(schema, body)).toBe(true);
});

test('without a schema it is an empty object', () => {
  expect(exampleBody(undefined)).toEqual({});
});
