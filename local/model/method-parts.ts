/** What the methods of one REST API may refer to. */
import type { StartRefusal } from '../refusal';
import type { Permission, StackFunctions } from './functions';
import type { NotServed } from './not-served';
import type { ServedResource } from './resources';

export interface MethodParts {
  readonly functionAt: StackFunctions['at'];
  readonly notServed: NotServed;
  /** Why the API cannot be served as a whole: each of its methods answers 501 behind its guard. */
  readonly refusal: StartRefusal | undefined;
  /** Why usage plans cannot be served: each method that requires a native key answers 501. */
  readonly planRefusal: StartRefusal | undefined;
  readonly poolArns: readonly string[];
  readonly permissions: readonly Permission[];
  readonly authorizers: readonly ServedResource[];
  readonly validators: readonly ServedResource[];
  readonly models: readonly ServedResource[];
  /** `arn:aws:execute-api:<region>:<account>:<api>` */
  readonly executeArn: string;
}
