/** What the emulated AWS account has. The emulator checks no signature, so none is computed. */
import { equal } from 'node:assert/strict';
import { awsStacks } from '../../cli/connection/aws-stacks';
import { EMULATOR, REGION } from './places';
import { until } from './until';

type Json = Readonly<Record<string, unknown>>;

async function textOf(service: string, path: string, init: RequestInit): Promise<string> {
  const scope = `20260101/${REGION}/${service}/aws4_request`;
  const headers = new Headers(init.headers);
  headers.set('Authorization', `AWS4-HMAC-SHA256 Credential=test/${scope}, SignedHeaders=host, Signature=0`);
  const answer = await fetch(EMULATOR + path, { ...init, headers });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${service} ${path}: ${answer.status} ${text}`);
  return text;
}

async function ask(service: string, path: string, init: RequestInit): Promise<Json> {
  const text = await textOf(service, path, init);
  return text === '' ? {} : (JSON.parse(text) as Json);
}

/** An action of a service that takes JSON, by its target, for example `Logs_20140328.DescribeLogGroups`. */
export const act = (service: string, target: string, body: Json): Promise<Json> =>
  ask(service, '/', {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': target },
    body: JSON.stringify(body),
  });

/** API Gateway, by a path such as `/restapis`. */
export const gateway = (path: string): Promise<Json> => ask('apigateway', path, { method: 'GET' });

export interface Resource {
  readonly type: string;
  readonly physicalId: string;
}

/** Of a stack and its nested stacks, by logical id, which has the nested stack's before it. */
export type Resources = ReadonlyMap<string, Resource>;

const NESTED = 'AWS::CloudFormation::Stack';

export async function resourcesOf(stack: string, before = ''): Promise<Resources> {
  const found = new Map<string, Resource>();
  for (const { logicalId, physicalId, type } of await awsStacks(REGION).resourcesOf(stack)) {
    found.set(before + logicalId, { type, physicalId });
    if (type === NESTED)
      for (const [id, resource] of await resourcesOf(physicalId, `${before}${logicalId}/`)) found.set(id, resource);
  }
  return found;
}

/** The physical id of the one resource of the type whose logical id fits. */
export function theOne(resources: Resources, type: string, id: RegExp): string {
  const found = [...resources].filter(([logicalId, resource]) => resource.type === type && id.test(logicalId));
  equal(found.length, 1, `${found.length} resources ${type} like ${String(id)}`);
  return found[0]?.[1].physicalId ?? '';
}

export interface Changes {
  /** Logical ids of resources that are another one now. */
  readonly replaced: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export function changesBetween(before: Resources, after: Resources): Changes {
  const named = ([id, { type }]: readonly [string, Resource]) => `${type} ${id}`;
  const lacksIn =
    (other: Resources) =>
    ([id]: readonly [string, Resource]) =>
      !other.has(id);
  return {
    replaced: [...before]
      .filter(([id, { physicalId }]) => (after.get(id)?.physicalId ?? physicalId) !== physicalId)
      .map(named),
    added: [...after].filter(lacksIn(before)).map(named),
    removed: [...before].filter(lacksIn(after)).map(named),
  };
}

/** Names of what a stack could leave behind, each with its kind before it. Without what the CDK's bootstrap made. */
export async function inventory(): Promise<readonly string[]> {
  const lists = await Promise.all(
    Object.entries(LISTS).map(async ([kind, list]) => (await list()).map((name) => `${kind} ${name}`)),
  );
  return lists
    .flat()
    .filter((name) => !name.includes('cdk-hnb659fds'))
    .sort();
}

/** The texts of members or elements of this name, at any depth. */
const named = (name: string, answer: unknown): string[] =>
  [...JSON.stringify(answer).matchAll(new RegExp(`"${name}":"([^"]+)"`, 'g'))].map(([, text = '']) => text);
const elements = (name: string, xml: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]+)</${name}>`, 'g'))].map(([, text = '']) => text);

async function query(service: string, form: Readonly<Record<string, string>>): Promise<string> {
  return textOf(service, '/', { method: 'POST', body: new URLSearchParams(form) });
}

const LISTS: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  table: async () => (await act('dynamodb', 'DynamoDB_20120810.ListTables', {}))['TableNames'] as string[],
  'user pool': async () =>
    named('Id', await act('cognito-idp', 'AWSCognitoIdentityProviderService.ListUserPools', { MaxResults: 60 })),
  'log group': async () => named('logGroupName', await act('logs', 'Logs_20140328.DescribeLogGroups', {})),
  function: async () => named('FunctionName', JSON.parse(await textOf('lambda', '/2015-03-31/functions', {}))),
  role: async () => elements('RoleName', await query('iam', { Action: 'ListRoles', Version: '2010-05-08' })),
  alarm: async () =>
    elements('AlarmName', await query('monitoring', { Action: 'DescribeAlarms', Version: '2010-08-01' })),
  dashboard: async () =>
    elements('DashboardName', await query('monitoring', { Action: 'ListDashboards', Version: '2010-08-01' })),
  rule: async () => named('Name', await act('events', 'AWSEvents.ListRules', {})),
  bus: async () => named('Name', await act('events', 'AWSEvents.ListEventBuses', {})),
  queue: async () => ((await act('sqs', 'AmazonSQS.ListQueues', {}))['QueueUrls'] ?? []) as string[],
  API: async () => named('name', await gateway('/restapis')),
  'native key': async () => named('name', await gateway('/apikeys?limit=500')),
  'usage plan': async () => named('name', await gateway('/usageplans')),
};

/** As the documents say, by what the name of each native key of a deployment has. */
export async function removeNativeKeys(named: string): Promise<void> {
  const { item } = (await gateway('/apikeys?limit=500')) as { item: { id: string; name: string }[] };
  for (const { id, name } of item)
    if (name.includes(named)) await textOf('apigateway', `/apikeys/${id}`, { method: 'DELETE' });
}

/** Makes a stack of the template, reads what its events say, and deletes it. */
export async function stackStatus(StackName: string, template: Json): Promise<string> {
  const of = { StackName, Version: '2010-05-15' };
  await query('cloudformation', { ...of, Action: 'CreateStack', TemplateBody: JSON.stringify(template) });
  const events = await until('the end of the stack', 60, async () => {
    const text = await query('cloudformation', { ...of, Action: 'DescribeStackEvents' });
    return /(?:CREATE_COMPLETE|ROLLBACK_COMPLETE)/.test(text) ? text : undefined;
  });
  await query('cloudformation', { ...of, Action: 'DeleteStack' });
  return events;
}
