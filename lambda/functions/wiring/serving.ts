/** The adapters and settings with which a deployed function serves the management API. */
import { type KeySettings, keySettings, managementSettings } from '../../aws/environment';
import { functionLog } from '../../aws/function-log';
import { clock, pause, random } from '../../aws/runtime';
import { DynamoTable } from '../../aws/dynamodb/dynamo-table';
import type { Deps } from '../../engine/context';
import type { Serving } from '../../management/wire/serve';

/** For functions that operators call. */
export function operatorServing(service: string): Serving {
  const settings = managementSettings(process.env);
  const { catalogue, bootstrapOperator } = settings;
  return { deps: { ...depsOf(settings), catalogue, bootstrapOperator }, log: functionLog(service), trust: settings };
}

/** For functions that anyone may call, without a token. They need no catalogue. */
export function openServing(service: string): Serving {
  return { deps: { ...depsOf(keySettings(process.env)), catalogue: [] }, log: functionLog(service) };
}

const depsOf = ({ tableName, keyPrefix, environment }: KeySettings): Omit<Deps, 'catalogue'> => ({
  table: new DynamoTable(tableName),
  tableName,
  now: clock,
  random,
  pause,
  keyPrefix,
  environment,
});
