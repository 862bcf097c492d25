import { signer } from '../../bench/signed-request';

/** The credentials, and the answers below, of AWS’s Signature Version 4 test suite. */
const ACCOUNT = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
  service: 'service',
};
const sign = signer(ACCOUNT);
const headers = { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' };
const signed = (signature: string): string =>
  'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ' +
  `SignedHeaders=host;x-amz-date, Signature=${signature}`;

describe('the request that decisions are measured against', () => {
  it.each([
    ['GET', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['POST', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  ])('is signed as in AWS’s test suite: %s', (method, signature) => {
    expect(sign({ method, headers, body: '' })).toBe(signed(signature));
  });

  it('derives another signing key on another day', () => {
    const tomorrow = { method: 'GET', headers: { ...headers, 'x-amz-date': '20150831T000000Z' }, body: '' };
    const used = signer(ACCOUNT);
    used({ method: 'GET', headers, body: '' });

    expect(used(tomorrow)).toBe(signer(ACCOUNT)(tomorrow));
  });
});
