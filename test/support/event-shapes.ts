/** Parts of events in every shape that JSON can have, as API Gateway might pass them on and as it never would. */
import fc from 'fast-check';

const NAMES = ['Authorization', 'authorization', 'X-API-Key', 'x-api-key', 'Content-Type', 'api_key', 'limit', 'Host'];
const nothing = fc.constantFrom(null, undefined);
const text = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('Bearer x', 'Bearer a.b.c', '203.0.113.7', ''));
const value = fc.oneof(nothing, text, fc.array(fc.oneof(nothing, text, fc.integer())), fc.integer(), fc.object());

/** A map of headers or parameters without any good credential. */
export const oddMap = fc.oneof(nothing, fc.dictionary(fc.constantFrom(...NAMES), value), value);
/** A map whose names have null, nothing, or lists of null. */
export const emptyMap = fc.oneof(
  nothing,
  fc.dictionary(fc.constantFrom(...NAMES), fc.oneof(nothing, fc.array(nothing, { maxLength: 2 }))),
);
/** An address and ids that are no texts. */
export const emptyContext = fc.record(
  {
    identity: fc.oneof(nothing, fc.record({ sourceIp: nothing }, { requiredKeys: [] })),
    extendedRequestId: nothing,
    requestId: nothing,
  },
  { requiredKeys: [] },
);
/** The same with values of any type. */
export const oddContext = fc.record(
  {
    identity: fc.oneof(value, fc.record({ sourceIp: value })),
    extendedRequestId: value,
    requestId: value,
    path: value,
    authorizer: fc.oneof(oddMap, fc.record({ claims: oddMap })),
  },
  { requiredKeys: [] },
);
