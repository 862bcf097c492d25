/** Which log lines reach a person at the terminal. */
import { briefly } from '../../../local/command/log-lines';

test.each([
  [
    '{"requestId":"r","method":"GET","resourcePath":"/orders","status":"200","accountId":"a","credentialId":"k","clientId":"-"}',
    '200 GET /orders a k',
  ],
  ['{"level":"ERROR","message":"the table is down"}', 'fn: {"level":"ERROR","message":"the table is down"}'],
  ['{"level":"INFO","message":"accepted"}', undefined],
  ['Sandbox.Timedout Task timed out after 3.00 seconds', 'fn: Sandbox.Timedout Task timed out after 3.00 seconds'],
  ['Invoke Error {"errorType":"Error","errorMessage":"Unauthorized"}', undefined],
  ['hello', undefined],
  ['null', undefined],
])('%s', (text, shown) => {
  expect(briefly({ source: 'fn', text })).toBe(shown);
});
