/** Named steps in parts, their table, and their report in the format of Jest's. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { REPORT } from './places';

interface Row {
  readonly name: string;
  readonly outcome: 'ok' | 'FAILED';
  readonly seconds: number;
  /** Of a step that failed. */
  readonly output: string;
}

export class Steps {
  private readonly rows: Row[] = [];

  /** Prints and keeps what became of it. Throws what it throws: the steps of a part need the ones before. */
  async step<T>(name: string, act: () => T | Promise<T>): Promise<T> {
    const began = performance.now();
    const done = (outcome: Row['outcome'], output: string): void => {
      const seconds = Math.round((performance.now() - began) / 100) / 10;
      this.rows.push({ name, outcome, seconds, output });
      console.log(`${outcome} ${name} (${seconds} s)${output && `\n${output}`}`);
    };
    try {
      const result = await act();
      done('ok', '');
      return result;
    } catch (error) {
      done('FAILED', error instanceof Error ? (error.stack ?? error.message) : String(error));
      throw error;
    }
  }

  /** A part that fails ends there; the parts after it are tried. Returns whether it did not fail. */
  async part(name: string, act: () => Promise<void>): Promise<boolean> {
    console.log(`\n${name}`);
    const before = this.failed;
    try {
      await act();
    } catch (error) {
      // Else it was thrown between two steps.
      if (this.failed === before) await this.step(name, () => Promise.reject(error as Error)).catch(() => undefined);
    }
    return this.failed === before;
  }

  /** The exit code. */
  report(): number {
    const { failed } = this;
    const counts = { numPassedTests: this.rows.length - failed, numFailedTests: failed };
    mkdirSync(dirname(REPORT), { recursive: true });
    writeFileSync(REPORT, JSON.stringify({ ...counts, rows: this.rows }));
    console.log(`\n${counts.numPassedTests} steps passed, ${failed} failed`);
    return failed === 0 ? 0 : 1;
  }

  private get failed(): number {
    return this.rows.filter(({ outcome }) => outcome === 'FAILED').length;
  }
}
