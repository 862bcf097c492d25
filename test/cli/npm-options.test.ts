/** Options that npm took for itself are found in its environment, and nothing else is. */
import { npmHint } from '../../cli/npm-options';

const OPTIONS = ['port', 'json', 'test-control'];
const START = { npm_command: 'start', npm_lifecycle_event: 'start' };

test.each<[string, string[], Record<string, string>, string]>([
  ['a value', [], { ...START, npm_config_port: '1' }, 'npm start -- --port 1'],
  ['a flag', [], { ...START, npm_config_test_control: 'true' }, 'npm start -- --test-control'],
  [
    'two, beside one that arrived',
    ['--json'],
    { ...START, npm_config_port: '1', npm_config_test_control: 'true' },
    'npm start -- <options>',
  ],
  ['a value that npm left over', ['1'], { ...START, npm_config_port: 'true' }, 'npm start -- --port 1'],
  [
    'another script',
    [],
    { npm_command: 'run', npm_lifecycle_event: 'dev', npm_config_port: '1' },
    'npm run dev -- --port 1',
  ],
])('%s: the hint is the command line to write', (...[, args, environment, typed]) => {
  expect(npmHint(OPTIONS, args, environment)).toMatch(new RegExp(`: ${typed}$`));
});

test.each<[string, string[], Record<string, string>]>([
  ['npm gave all of them on', ['--port', '1', '--json'], START],
  [
    'a setting of npm is also given to the script',
    ['--json', '--port=1'],
    { ...START, npm_config_json: 'true', npm_config_port: '2' },
  ],
  ['npm has settings of other names', [], { ...START, npm_config_loglevel: 'silent' }],
  [
    'npx started it, which takes none',
    [],
    { npm_command: 'exec', npm_lifecycle_event: 'npx', npm_config_json: 'true' },
  ],
  ['npm did not start it', [], { npm_config_port: '1' }],
])('%s: no hint', (_, args, environment) => {
  expect(npmHint(OPTIONS, args, environment)).toBeUndefined();
});
