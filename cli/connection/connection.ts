/**
 * Which deployment a verb talks to, and as whom: the first of environment, stack, profile and local run that is there. Two
 * that are named at once are refused, so that no command reaches another deployment than the one its user means.
 */
import { clientCredentials, type TokenSource } from '../../client/index';
import { type Given, UsageError, type ValueOption } from '../declaration';
import type { World } from '../world';
import { type Addresses, checkedUrl } from './addresses';
import { DIRECT_URL, directFetch } from './direct';
import { profilesFile, readProfile } from './profiles';
import { readRunFiles, runsFolder } from './run-files';
import { stackAddresses } from './stack';

export interface Connection {
  /** For a person, for example `stack Orders`. */
  readonly source: string;
  /** The management API; ends in `/v1`. */
  readonly url: string;
  readonly token: TokenSource;
  /** Takes the place of the network, for `--direct`: then `url` is no address. */
  readonly direct?: typeof fetch;
}

const named = (takes: string, help: string): ValueOption<string> => ({
  takes,
  help,
  read: (text) => {
    if (text === '') throw new UsageError('takes a name');
    return text;
  },
});

export const CONNECTION_OPTIONS = {
  stack: named('NAME', 'talks to this stack, by your AWS credentials'),
  region: named('REGION', 'Region of --stack'),
  profile: named('NAME', 'talks to this deployment of profiles.json'),
  port: {
    takes: 'N',
    help: 'talks to the local run with this port',
    read: (text: string): number => {
      if (/^\d{1,5}$/.test(text)) return Number(text);
      throw new UsageError(`takes the port of a local run, not ${text}`);
    },
  },
};

export type ConnectionOptions = Given<typeof CONNECTION_OPTIONS> & {
  /** Whether the functions are invoked themselves. */
  readonly direct?: boolean;
};

/** They mean nothing without SALLYPORT_URL; then its user has forgotten it, and means no local run. */
const WITH_URL = ['SALLYPORT_TOKEN', 'SALLYPORT_TOKEN_URL', 'SALLYPORT_CLIENT_ID', 'SALLYPORT_CLIENT_SECRET'];

/** Throws a UsageError when no way is there, or more than one is named. */
export async function connect(world: World, given: ConnectionOptions): Promise<Connection> {
  const { environment } = world;
  const options = (['stack', 'profile', 'port'] as const).filter((name) => given[name] !== undefined);
  // An option is typed for this command, so it wins over the profile of the environment.
  const variables = ['SALLYPORT_URL', ...(options.length === 0 ? ['SALLYPORT_PROFILE'] : [])];
  const ways = [...variables.filter((name) => environment[name]), ...options.map((name) => `--${name}`)];
  if (ways.length > 1) throw new UsageError(`${ways.join(' and ')} name different connections: leave one`);
  if (given.region !== undefined && given.stack === undefined) throw new UsageError('--region goes with --stack');
  if (given.direct === true) return directly(world, given);
  if (environment.SALLYPORT_URL) return fromEnvironment(world, environment.SALLYPORT_URL);
  if (given.stack !== undefined) return fromStack(world, { stack: given.stack, region: given.region });
  if (given.port !== undefined) return fromLocalRun(world, given.port);
  const stray = WITH_URL.find((name) => environment[name]);
  if (ways.length === 0 && stray !== undefined) throw new UsageError(`${stray} is set, and SALLYPORT_URL is not`);
  const profile = given.profile ?? environment.SALLYPORT_PROFILE;
  return profile ? fromProfile(world, profile) : fromLocalRun(world, undefined);
}

/** Neither the addresses nor the operator's secret are read: what gives them may be out. */
async function directly(world: World, { stack, region, profile: name }: ConnectionOptions): Promise<Connection> {
  const { environment, home } = world;
  const chosen = name ?? (stack === undefined ? environment.SALLYPORT_PROFILE : undefined);
  const named = chosen ? readProfile(profilesFile(environment, home), chosen) : { stack, region };
  if (!('stack' in named) || named.stack === undefined)
    throw new UsageError('--direct goes with --stack, or with a profile that has a stack');
  const at = named.region === undefined ? '' : ` in ${named.region}`;
  return {
    source: `stack ${named.stack}${at}, past its API`,
    url: DIRECT_URL,
    token: () => Promise.resolve('none'),
    direct: await directFetch(world.stacks(named.region), named.stack),
  };
}

function fromEnvironment(world: World, address: string): Connection {
  const { SALLYPORT_TOKEN: token, SALLYPORT_TOKEN_URL: tokenUrl, ...others } = world.environment;
  const url = checkedUrl('SALLYPORT_URL', address);
  if (token) return { source: 'SALLYPORT_URL', url, token: () => Promise.resolve(token) };
  const { SALLYPORT_CLIENT_ID: clientId, SALLYPORT_CLIENT_SECRET: clientSecret } = others;
  if (!tokenUrl || !clientId || !clientSecret) {
    throw new UsageError(
      'SALLYPORT_URL needs SALLYPORT_TOKEN beside it, or SALLYPORT_TOKEN_URL, SALLYPORT_CLIENT_ID and SALLYPORT_CLIENT_SECRET',
    );
  }
  const checked = { url, tokenUrl: checkedUrl('SALLYPORT_TOKEN_URL', tokenUrl), clientId, clientSecret };
  return withCredentials(world, 'SALLYPORT_URL', checked);
}

async function fromStack(
  world: World,
  { stack, region }: { readonly stack: string; readonly region?: string | undefined },
): Promise<Connection> {
  const source = `stack ${stack}${region === undefined ? '' : ` in ${region}`}`;
  return withCredentials(world, source, await stackAddresses(world.stacks(region), stack));
}

async function fromProfile(world: World, name: string): Promise<Connection> {
  const profile = readProfile(profilesFile(world.environment, world.home), name);
  if ('stack' in profile) return { ...(await fromStack(world, profile)), source: `profile ${name}` };
  // A variable for each profile, so that no secret goes to the token endpoint of another deployment.
  const variable = `SALLYPORT_CLIENT_SECRET_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
  const clientSecret = world.environment[variable];
  if (!clientSecret) throw new UsageError(`profile ${name} needs the operator’s secret in ${variable}`);
  return withCredentials(world, `profile ${name}`, {
    url: checkedUrl(`url of profile ${name}`, profile.url),
    tokenUrl: checkedUrl(`tokenUrl of profile ${name}`, profile.tokenUrl),
    clientId: profile.clientId,
    clientSecret,
  });
}

function fromLocalRun(world: World, port: number | undefined): Connection {
  const runs = readRunFiles(runsFolder(world.environment));
  const [run, ...others] = port === undefined ? runs : runs.filter((one) => one.port === port);
  if (run === undefined) throw new UsageError(port === undefined ? NO_WAY : `there is no local run with port ${port}`);
  if (others.length > 0) {
    throw new UsageError(
      `several local runs are there: name one with --port ${runs.map((one) => one.port).join(', ')}`,
    );
  }
  return withCredentials(world, `the local run with port ${run.port}`, run);
}

function withCredentials(world: World, source: string, { url, ...credentials }: Addresses): Connection {
  const { fetch: send } = world.http;
  return { source, url, token: clientCredentials({ ...credentials, ...(send && { fetch: send }) }) };
}

const NO_WAY = `no deployment to talk to. The first of these that is there is taken:
  SALLYPORT_URL with SALLYPORT_TOKEN_URL, SALLYPORT_CLIENT_ID and SALLYPORT_CLIENT_SECRET, or with SALLYPORT_TOKEN
  --stack NAME [--region REGION], by your AWS credentials
  --profile NAME or SALLYPORT_PROFILE, of ~/.config/sallyport/profiles.json
  a local run on this machine: sallyport local`;
