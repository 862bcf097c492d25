/**
 * Adds up the reports of all runs and prints one line `N passed, N failed`. A report that is missing or empty and a
 * skipped test count as failed. The one argument is the number of failed steps, for example of lint, which no report
 * has.
 */
import { existsSync, readFileSync } from 'node:fs';

const COUNTS = ['numPassedTests', 'numFailedTests', 'numPendingTests', 'numTodoTests', 'numRuntimeErrorTestSuites'];

let passed = 0;
let failed = Number(process.argv[2] ?? 0);
const REPORTS = ['fast', 'slow', 'commands', 'generators', 'snippets'].map((name) => `reports/${name}.json`);
/** `npm run test:deploy` is no part of every run, so its report counts where there is one. */
const MORE = ['reports/deploy.json'].filter((file) => existsSync(file));

for (const file of [...REPORTS, ...MORE]) {
  const report = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>) : {};
  const [passes = 0, failures = 0, pending = 0, todo = 0, broken = 0] = COUNTS.map((name) => report[name] ?? 0);
  if (pending + todo > 0) console.error(`${file}: ${pending + todo} skipped tests count as failed`);
  if (passes === 0) console.error(`${file}: no test passed, or there is no such file; this counts as failed`);
  passed += passes;
  failed += failures + pending + todo + broken + (passes === 0 ? 1 : 0);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
