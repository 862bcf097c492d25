import fc from 'fast-check';
import { canonicalJson, MAX_DEPTH, readJson } from '../../lambda/http/json';

const refusal = (text: string): string | undefined => {
  const read = readJson(text);
  return read.ok ? undefined : read.fieldError.detail;
};

describe('readJson', () => {
  it('reads whatever JSON.stringify writes, unless a name is __proto__ or it nests too deep', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes('__proto__'));

        expect(readJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  it.each(['', ' ', '{', '{"a":1,}', "{'a':1}", 'NaN', '01', '"\u0001"', '[1 2]', '{"a":1}{', '\ufeff{}'])(
    'refuses %j as no JSON',
    (text) => {
      expect(refusal(text)).toMatch(/not valid JSON/);
    },
  );

  it.each(['{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '[{"b":{"a":1,"a":1}}]', '{"a" :1, "a" : 2}'])(
    'refuses %s, as a member given twice means two things to two readers',
    (text) => {
      expect(refusal(text)).toMatch(/given twice/);
    },
  );

  it.each(['{"a":{"x":1},"b":{"x":1}}', '{"a":"a","b":["a","a"]}', '{"a":"\\"a\\":","b":1}', '{"\\"a":1,"a":2}'])(
    'reads %s, in which no object has a member twice',
    (text) => {
      expect(readJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
    },
  );

  it.each(['{"__proto__":{}}', '{"a":[{"\\u005f_proto__":1}]}'])(
    'refuses %s and leaves every prototype alone',
    (text) => {
      expect(refusal(text)).toMatch(/__proto__/);
      expect(Object.keys(Object.prototype)).toEqual([]);
    },
  );

  it.each(['[]', '{"a":'])('reads up to the limit of nesting, made of %s, and not beyond', (unit) => {
    const nested = (depth: number) =>
      unit === '[]' ? '['.repeat(depth) + ']'.repeat(depth) : `${unit.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`;

    expect(refusal(nested(MAX_DEPTH))).toBeUndefined();
    expect(refusal(nested(MAX_DEPTH + 1))).toMatch(/more than 16 levels deep/);
  });
});

describe('canonicalJson', () => {
  it('writes equal values alike, whatever the order of their members', () => {
    expect(canonicalJson({ b: [1, { d: 1, c: null }], a: 'x' })).toBe('{"a":"x","b":[1,{"c":null,"d":1}]}');
    expect(canonicalJson({ a: 'x', b: [1, { c: null, d: 1 }] })).toBe(
      canonicalJson({ b: [1, { d: 1, c: null }], a: 'x' }),
    );
  });

  it('tells different values apart', () => {
    expect(canonicalJson({ a: [1, 2] })).not.toBe(canonicalJson({ a: [2, 1] }));
  });
});
