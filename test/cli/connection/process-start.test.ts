/** When a process began tells apart two that had one id after each other. */
import { spawn } from 'node:child_process';
import { processStart } from '../../../cli/connection/process-start';

test('a process has one start, and a later one has another', async () => {
  const later = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  try {
    const [first, again, other] = [process.pid, process.pid, later.pid ?? 0].map(processStart);

    expect(first).toMatch(/\d/);
    expect([again, other === first]).toEqual([first, false]);
  } finally {
    later.kill('SIGKILL');
  }
});

test('a process that is not there has none', () => {
  expect(processStart(2 ** 30)).toBeUndefined();
});
