/** The limit: the signed request of a decision, and nothing else. */
import { signer } from '../signed-request';
import { batchRead, TARGET } from './batch-read';

const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_REGION = '', AWS_SESSION_TOKEN = '' } = process.env;
const authorization = signer({
  accessKeyId: AWS_ACCESS_KEY_ID,
  secretAccessKey: AWS_SECRET_ACCESS_KEY,
  region: AWS_REGION,
  service: 'dynamodb',
});

export const handler = batchRead(({ host, body, date }) => {
  const headers = {
    'content-length': String(Buffer.byteLength(body)),
    'content-type': 'application/x-amz-json-1.0',
    host,
    'x-amz-date': date,
    'x-amz-security-token': AWS_SESSION_TOKEN,
    'x-amz-target': TARGET,
  };
  return { ...headers, authorization: authorization({ method: 'POST', headers, body }) };
});
