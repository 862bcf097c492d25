/**
 * The inline code of functions, which stands in the template (`ZipFile`): written to files for as long as a run lasts, so
 * that it is loaded as the code of an asset is.
 */
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionSpec } from '../types';

export class InlineCode {
  #folder: string | undefined;

  /** The function with its code in a folder. Lambda names the file `index.js` (CloudFormation, AWS::Lambda::Function Code). */
  placed(spec: FunctionSpec): FunctionSpec {
    if (spec.inlineCode === undefined) return spec;
    this.#folder ??= mkdtempSync(join(tmpdir(), 'sallyport-inline-'));
    const codeDirectory = join(this.#folder, spec.name);
    mkdirSync(codeDirectory);
    writeFileSync(join(codeDirectory, 'index.js'), spec.inlineCode);
    return { ...spec, codeDirectory };
  }

  close(): Promise<void> {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    return Promise.resolve();
  }
}
