/** What runs in the namespaces: the network, the emulated AWS account, and all parts of the check. */
import { Differences } from './differences';
import { startEmulator } from './emulator';
import { makeNetwork } from './network';
import { changes } from './parts/changes';
import { firstDeployment } from './parts/first-deployment';
import { journey } from './parts/journey';
import { Steps } from './steps';

// The program that started this one has ended, so the namespaces end too.
process.stdin.on('close', () => process.exit(1)).resume();

async function main(): Promise<void> {
  const steps = new Steps();
  const differences = new Differences();
  await steps.part('The app in an emulated AWS account', async () => {
    await steps.step('the check has a network of its own', makeNetwork);
    await steps.step('the emulator starts', startEmulator);
    const tried = { steps, differences, deployment: await firstDeployment(steps) };
    const customer = await journey(tried);
    await changes(tried, customer);
  });
  await steps.part('The emulator', () =>
    steps.step('every known difference from AWS was met', () => differences.allMet()),
  );
  process.exit(steps.report());
}

void main();
