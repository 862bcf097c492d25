/** What the methods of one REST API may refer to. */
import type { FunctionSpec } from '../types';
import type { Permission } from './functions';
import type { ServedResource } from './resources';

export interface MethodParts {
  readonly functions: readonly FunctionSpec[];
  readonly poolArns: readonly string[];
  readonly permissions: readonly Permission[];
  readonly authorizers: readonly ServedResource[];
  readonly validators: readonly ServedResource[];
  readonly models: readonly ServedResource[];
  /** `arn:aws:execute-api:<region>:<account>:<api>` */
  readonly executeArn: string;
}
