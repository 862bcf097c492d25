import fc from 'fast-check';
import {
  fieldsOf,
  headerValues,
  pathParameterOf,
  type ProxyEvent,
  type RequestIds,
  requestIdOf,
  sourceIpOf,
  textOf,
  textsOf,
} from '../../lambda/http/event';
import { oddContext, oddMap } from '../support/event-shapes';

const OWN = 'JqBc0FvWoAMEbXg=';
const UUID = '0b3c1f9e-9f0c-4c55-8b2e-6a0f5a6f2b10';

describe('the id of a request', () => {
  it.each([UUID, 'x","title":"hi', ''])('is API Gateway’s own, whatever the caller chose: %s', (requestId) => {
    expect(requestIdOf({ extendedRequestId: OWN, requestId })).toBe(OWN);
  });

  it.each([
    [UUID, UUID],
    [UUID.toUpperCase(), UUID.toUpperCase()],
    [`${UUID}","title":"hi`, 'unknown'],
    [` ${UUID}`, 'unknown'],
    [`${UUID}\n`, 'unknown'],
    [OWN, 'unknown'],
    ['', 'unknown'],
    [undefined, 'unknown'],
    [null, 'unknown'],
  ])('of an event without one is at most a UUID: %j becomes %s', (requestId, id) => {
    for (const extendedRequestId of ['', null, undefined])
      expect(requestIdOf({ requestId, extendedRequestId })).toBe(id);
  });

  it.each([null, undefined, {}])('of an event with the context %j is unknown', (context) => {
    expect(requestIdOf(context)).toBe('unknown');
  });
});

describe('a part of an event', () => {
  it('gives its texts, whether its map has one value a name or a list', () => {
    expect(textsOf({ One: 'a', many: ['b', ''], none: [], half: [null, 'c'], null: null, number: 7 })).toEqual([
      ['One', ['a']],
      ['many', ['b', '']],
      ['none', []],
      ['half', ['c']],
      ['null', []],
      ['number', []],
    ]);
    expect(headerValues({ HOST: ['a', null], host: 'b', hosts: 'c' }, 'host')).toEqual(['a', 'b']);
    expect(headerValues({ host: Array<string>(200_000).fill('a') }, 'host')).toHaveLength(200_000);
    expect([textOf('a'), textOf(null), textOf(['a'])]).toEqual(['a', '', '']);
    expect([fieldsOf({ a: 1 }), fieldsOf(null), fieldsOf('ab')]).toEqual([{ a: 1 }, {}, {}]);
  });

  it('is a parameter of the path, decoded once, whether the event has it decoded or not', () => {
    const parameterOf = (given: string, path: string) =>
      pathParameterOf({ pathParameters: { id: given }, requestContext: { path } } as unknown as ProxyEvent, 'id');

    expect(parameterOf('a%2Fb', '/v1/a%2Fb')).toBe('a/b');
    expect(parameterOf('a/b', '/v1/a%2Fb')).toBe('a/b');
    expect(parameterOf('50%', '/v1/50%25')).toBe('50%');
    expect(parameterOf('50%', '/v1/50%')).toBe('50%');
  });

  it('gives all values of a header in the order of the map, however its name is spelt', () => {
    fc.assert(
      fc.property(oddMap, fc.constantFrom('authorization', 'x-api-key', 'host'), (map, name) => {
        const named = textsOf(map as never).filter(([one]) => one.toLowerCase() === name);

        expect(headerValues(map as never, name)).toEqual(named.flatMap(([, texts]) => texts));
      }),
    );
  });

  it('is read as texts or as nothing, whatever its shape', () => {
    fc.assert(
      fc.property(oddMap, oddContext, (map, context) => {
        const texts = textsOf(map as never).flatMap(([, found]) => found);
        const read = [...texts, sourceIpOf(context as never), requestIdOf(context as RequestIds)];

        expect(read.every((text) => typeof text === 'string')).toBe(true);
      }),
    );
  });
});
