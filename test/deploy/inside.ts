/** What runs in the namespaces: the network, the emulated AWS account, and the parts of the check. */
import { equal } from 'node:assert/strict';
import { Differences } from './differences';
import { startEmulator } from './emulator';
import { makeNetwork } from './network';
import { changes } from './parts/changes';
import { firstDeployment } from './parts/first-deployment';
import { journey } from './parts/journey';
import { redeployment } from './parts/redeployment';
import { removal } from './parts/removal';
import { secondDeployment } from './parts/second-deployment';
import { bootstrap } from './programs';
import { Steps } from './steps';

// The program that started this one has ended, so the namespaces end too.
process.stdin.on('close', () => process.exit(1)).resume();

async function main(asked: readonly string[]): Promise<number> {
  const steps = new Steps();
  const differences = new Differences();
  const isAsked = (part: string): boolean => asked.length === 0 || asked.includes(part);
  const ready = await steps.part('An emulated AWS account', async () => {
    // Elsewhere the next step would change the hosts file of the machine.
    await steps.step('the check is alone in its namespaces', () => equal(process.pid, 1, 'start run.ts'));
    await steps.step('it has a network of its own', makeNetwork);
    await steps.step('the emulator starts', startEmulator);
    await steps.step('cdk bootstrap', bootstrap);
  });
  if (ready && isAsked('first'))
    await steps.part('The app as it is', async () => {
      const tried = { steps, differences, deployment: await firstDeployment(steps) };
      const customer = await journey(tried);
      await changes(tried, customer);
      await removal(await redeployment(tried, customer), customer);
    });
  if (ready && isAsked('second')) await steps.part('A second stack', () => secondDeployment(steps, differences));
  if (ready && asked.length === 0)
    await steps.part('The emulator', () => steps.step('every known difference was met', () => differences.allMet()));
  return steps.report();
}

void main(process.argv.slice(2)).then((code) => process.exit(code));
