/**
 * Profiles: names for deployments, in a JSON file of the user. A profile says where a deployment is and never holds a
 * secret: a file with something that looks like one is refused.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, parseJsonObject } from '../../local/json';
import { UsageError } from '../declaration';
import type { Environment } from '../world';

export type Profile =
  | { readonly stack: string; readonly region?: string | undefined }
  | { readonly url: string; readonly tokenUrl: string; readonly clientId: string };

export const profilesFile = ({ XDG_CONFIG_HOME: config }: Environment, home: string): string =>
  join(config || join(home, '.config'), 'sallyport', 'profiles.json');

const SECRET_NAME = /secret|token(?!url$)|password|credential|apikey|accesskey/i;
/** A presented key, a JSON web token, or a client secret of Cognito (52 characters). */
const SECRET_VALUE = /_(?:live|test)_[0-9A-Za-z]{18}_|^eyJ[\w-]+\.|^[0-9a-z]{40,}$/;

export function readProfile(file: string, name: string): Profile {
  if (!existsSync(file)) throw new UsageError(`there is no profile ${name}: there is no ${file}`);
  const profiles = parseJsonObject(textIn(file));
  if (profiles === undefined) throw new UsageError(`${file} holds no JSON object`);
  const secret = secretIn(profiles);
  if (secret !== undefined) {
    throw new UsageError(`${file} seems to hold a secret (${secret}): take it out, no secret belongs in this file`);
  }
  const found = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (found === undefined) {
    throw new UsageError(`there is no profile ${name} in ${file}, but ${Object.keys(profiles).join(', ') || 'none'}`);
  }
  return checked(found, `profile ${name} in ${file}`);
}

function textIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}

/** The path of the first member that looks like a secret, for example `prod.clientSecret`. Never its value. */
function secretIn(value: unknown, path: readonly string[] = []): string | undefined {
  if (typeof value === 'string' && SECRET_VALUE.test(value)) return path.join('.');
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    // The first level has the names of profiles, which are the user's to choose.
    const isSecret = path.length > 0 && SECRET_NAME.test(name.replaceAll(/[-_]/g, ''));
    const found = isSecret ? [...path, name].join('.') : secretIn(member, [...path, name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function checked(profile: unknown, what: string): Profile {
  const { stack, region, url, tokenUrl, clientId } = isJsonObject(profile) ? profile : {};
  if (isText(stack) && url === undefined && (region === undefined || isText(region))) return { stack, region };
  if (stack === undefined && isText(url) && isText(tokenUrl) && isText(clientId)) return { url, tokenUrl, clientId };
  throw new UsageError(`${what} has neither stack and region alone nor url, tokenUrl and clientId alone`);
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
