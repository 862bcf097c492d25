/**
 * Adds up the reports of all runs and prints one line `N passed, N failed`. A report that is missing or empty,
 * or a test that was skipped, is a failure: a suite that did not run proves nothing. So is each step that failed,
 * whose number is the one argument: a lint error or a gap in the coverage is in no report.
 */
import { existsSync, readFileSync } from 'node:fs';

const REPORTS = ['reports/fast.json', 'reports/slow.json', 'reports/commands.json'];

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

let passed = 0;
let failed = Number(process.argv[2] ?? 0);
for (const file of REPORTS) {
  if (!existsSync(file)) {
    console.error(`no report: ${file}`);
    failed += 1;
    continue;
  }
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  const skipped = report.numPendingTests + report.numTodoTests;
  if (skipped > 0) console.error(`${file}: ${skipped} skipped, which counts as failed`);
  if (report.numPassedTests === 0) console.error(`${file}: no test passed, which counts as failed`);
  passed += report.numPassedTests;
  failed += report.numFailedTests + skipped + report.numRuntimeErrorTestSuites + (report.numPassedTests === 0 ? 1 : 0);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
