/** Reads an answer that comes from outside, and no more of it than it may have. */
import { DependencyError } from '../../domain/outcome';

/** Rejects with an error of this dependency when the answer, unpacked, has more bytes. */
export async function boundedText(response: Response, maxBytes: number, dependency: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  const body: AsyncIterable<Uint8Array> | null = response.body;
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new DependencyError(dependency, `An answer of more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
