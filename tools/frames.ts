/**
 * Says which lines of the source the `frames` of a log line are: `npm run frames -- keys index.js:12:3456 index.js:5:67`.
 * Check out the commit that is deployed before: frames of another commit lead to wrong lines.
 */
import { SourceMap, type SourceMapPayload } from 'node:module';
import { sourceMapOf } from './bundle';

const FRAME = /^index\.js:(\d+):(\d+)$/;
const USAGE = 'Usage: npm run frames -- <function> <frames of the log line>, for example: keys index.js:12:3456';

function sourceOf(map: SourceMap, frame: string): string {
  const [, line, column] = FRAME.exec(frame) ?? [];
  if (line === undefined || column === undefined) return 'is no frame of a bundle';
  // A stack trace counts lines and columns from 1, a source map from 0.
  const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
  if (!('originalSource' in entry) || entry.generatedLine !== Number(line) - 1)
    return 'is not in the bundle of this commit';
  const source = entry.originalSource.replace(/^(?:\.\.\/)+/, '');
  return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
}

function main([name = '', ...given]: readonly string[]): void {
  const text = sourceMapOf(name);
  if (text === undefined || given.length === 0) {
    console.error(USAGE);
    process.exitCode = 1;
    return;
  }
  // The cast is safe: esbuild just made it.
  const map = new SourceMap(JSON.parse(text) as SourceMapPayload);
  for (const frame of given.flatMap((one) => one.split(' '))) console.log(`${frame}  ${sourceOf(map, frame)}`);
}

main(process.argv.slice(2));
