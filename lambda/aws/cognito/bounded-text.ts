/** Reads the body of an HTTP answer up to a size limit, so that a huge answer cannot fill the memory. */
import { DependencyError } from '../../domain/outcome';

/** The body as text. Rejects with a `DependencyError` if it has more than `maxBytes` after decompression. */
export async function boundedText(response: Response, maxBytes: number, dependency: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  const body: AsyncIterable<Uint8Array> | null = response.body;
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new DependencyError(dependency, `The answer has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
