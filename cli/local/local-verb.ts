/** `sallyport local`: serves the cloud assembly of a CDK app on this machine. */
import type { Verb } from '../declaration';
import { defineVerb } from '../verb';
import { localOptions, TEST_CONTROL } from './options';
import { runLocal, type Synthesis } from './run-local';

/** The verb. With a `synthesis` it serves that app unless `--app` names an assembly. */
export const localVerb = (synthesis?: Synthesis): Verb =>
  defineVerb({
    name: 'local',
    summary: 'Serves a synthesized CDK app on this machine',
    options: localOptions(synthesis === undefined ? 'the output in cdk.json, or cdk.out' : 'bundles and synthesizes'),
    notes: TEST_CONTROL,
    run: (options) => runLocal(options, synthesis),
  });
