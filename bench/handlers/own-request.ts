/** The limit: the signed request of a decision, and nothing else. */
import { signer } from '../signed-request';
import { batchRead, type Sending, TARGET } from './batch-read';

const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_REGION = '', AWS_SESSION_TOKEN = '' } = process.env;
const authorization = signer({
  accessKeyId: AWS_ACCESS_KEY_ID,
  secretAccessKey: AWS_SECRET_ACCESS_KEY,
  region: AWS_REGION,
  service: 'dynamodb',
});

/** The headers of a request, its signature among them. */
export const signedHeaders =
  (target: string) =>
  ({ host, body, date }: Sending): Readonly<Record<string, string>> => {
    const headers = {
      'content-length': String(Buffer.byteLength(body)),
      'content-type': 'application/x-amz-json-1.0',
      host,
      'x-amz-date': date,
      'x-amz-security-token': AWS_SESSION_TOKEN,
      'x-amz-target': target,
    };
    return { ...headers, authorization: authorization({ method: 'POST', headers, body }) };
  };

export const handler = batchRead(signedHeaders(TARGET));
