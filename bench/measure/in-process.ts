/** Decisions without I/O, each beside its base in a process of its own; the processes take turns. */
import { join } from 'node:path';
import { OUT } from '../build';
import { Child, type Lab } from '../lab';
import { type Measure, Samples } from './figures';

/** Bundle and name of each contender. */
const CONTENDERS: Readonly<Record<string, readonly [bundle: string, name: string]>> = {
  decision: ['keys', 'decision'],
  networks: ['keys', 'networks'],
  checksum: ['keys', 'checksum'],
  format: ['keys', 'format'],
  whole: ['keys', 'whole'],
  issue: ['keys', 'issue'],
  'token, unseen': ['tokens', 'unseen'],
  'token, seen': ['tokens', 'seen'],
  'prefixed-api-key': ['peers/prefixed-api-key', 'check'],
  'prefixed-api-key, issue': ['peers/prefixed-api-key', 'issue'],
  'better-auth': ['peers/better-auth', 'check'],
  'better-auth, issue': ['peers/better-auth', 'issue'],
  'Hono bearerAuth': ['peers/hono', 'bearer'],
  Hono: ['peers/hono', 'token'],
  jose: ['peers/jose', 'token'],
  'aws-jwt-verify': ['peers/aws-jwt-verify', 'token'],
  'jsonwebtoken + jwks-rsa': ['peers/jsonwebtoken', 'token'],
  'fast-jwt': ['peers/fast-jwt', 'token'],
  'fast-jwt, cached': ['peers/fast-jwt', 'cached'],
};

type TimeRound = { readonly time: number };

function start({ node, files, keySet, variables }: Lab, contender: string): Promise<Child<TimeRound>> {
  const found = CONTENDERS[contender];
  if (found === undefined) throw new RangeError(`There is no contender ${contender}`);
  const [bundle, name] = found;
  const host = join(OUT, 'processes/in-process-host.js');
  const argv = [host, join(OUT, `contenders/${bundle}.js`), name, files.deployment, files.tokens, keySet];
  return Child.start<TimeRound>(node, argv, variables.https);
}

export const measureInProcess: Measure = async (lab, contenders, rounds) => {
  const samples = new Samples();
  const children: (readonly [string, Child<TimeRound>])[] = [];
  for (const name of contenders) children.push([name, await start(lab, name)]);
  for (let round = 0; round < rounds; round += 1)
    for (const [name, child] of children) samples.add(name, 'time', (await child.round()).time);
  for (const [, child] of children) child.stop();
  return samples.figures;
};
