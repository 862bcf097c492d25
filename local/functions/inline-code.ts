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
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-inline-'));
    const modules = modulesFor(resolve(this.assembly));
    // A junction is what a user of Windows may make.
    if (modules !== undefined) symlinkSync(modules, join(folder, 'node_modules'), 'junction');
    return folder;
  }

  close(): Promise<void> {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    return Promise.resolve();
  }
}

/** The nearest `node_modules` above a folder. */
function modulesFor(folder: string): string | undefined {
  const modules = join(folder, 'node_modules');
  if (existsSync(modules)) return modules;
  return dirname(folder) === folder ? undefined : modulesFor(dirname(folder));
}
