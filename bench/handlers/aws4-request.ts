/** The same request, signed by aws4, which derives the signing key with each process and day. */
import { sign } from 'aws4';
import { batchRead, TARGET } from './batch-read';

const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_SESSION_TOKEN } = process.env;
const credentials = {
  accessKeyId: AWS_ACCESS_KEY_ID,
  secretAccessKey: AWS_SECRET_ACCESS_KEY,
  sessionToken: AWS_SESSION_TOKEN,
};

export const handler = batchRead(({ host, body }) => {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': TARGET };
  return sign({ host, path: '/', service: 'dynamodb', region: AWS_REGION, headers, body }, credentials).headers;
});
