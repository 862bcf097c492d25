import { requestIdOf } from '../../lambda/http/event';

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
  ])('of an event without one is at most a UUID: %j becomes %s', (requestId, id) => {
    expect(requestIdOf({ ...(requestId !== undefined && { requestId }) })).toBe(id);
    expect(requestIdOf({ extendedRequestId: '', ...(requestId !== undefined && { requestId }) })).toBe(id);
  });
});
