/** The same request without a signature: the bare round trip. */
import { batchRead, TARGET } from './batch-read';

export const handler = batchRead(({ body }) => ({
  'content-length': String(Buffer.byteLength(body)),
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': TARGET,
}));
