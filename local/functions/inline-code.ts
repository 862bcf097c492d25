/**
 * The inline code of functions, which stands in the template (`ZipFile`): written to files for as long as a run lasts, so
 * that it is loaded as the code of an asset is, with the modules that code in the cloud assembly finds. One of these is
 * AWS's SDK, which Lambda brings along.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { FunctionSpec } from '../types';

export class InlineCode {
  /** Holds all of the files. */
  #top: string | undefined;
  #folder: string | undefined;

  constructor(private readonly assembly: string) {}

  /** The function with its code in a folder. Lambda names the file `index.js` (CloudFormation, AWS::Lambda::Function Code). */
  placed(spec: FunctionSpec): FunctionSpec {
    if (spec.inlineCode === undefined) return spec;
    this.#folder ??= this.#made();
    const codeDirectory = join(this.#folder, spec.name);
    mkdirSync(codeDirectory);
    writeFileSync(join(codeDirectory, 'index.js'), spec.inlineCode);
    return { ...spec, codeDirectory };
  }

  #made(): string {
    const top = mkdtempSync(join(tmpdir(), 'sallyport-inline-'));
    this.#top = top;
    // Node.js looks for a module in each folder above the code, and in a workspace it may be in the farthest.
    return modulesAbove(resolve(this.assembly)).reduceRight((above, modules) => {
      const folder = join(above, 'code');
      mkdirSync(folder);
      // A junction is what a user of Windows may make.
      symlinkSync(modules, join(folder, 'node_modules'), 'junction');
      return folder;
    }, top);
  }

  close(): Promise<void> {
    if (this.#top !== undefined) rmSync(this.#top, { recursive: true, force: true });
    return Promise.resolve();
  }
}

/** Each `node_modules` in a folder and above it, the nearest first. */
function modulesAbove(folder: string): string[] {
  const modules = join(folder, 'node_modules');
  const above = dirname(folder) === folder ? [] : modulesAbove(dirname(folder));
  return existsSync(modules) ? [modules, ...above] : above;
}
