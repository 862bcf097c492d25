/** What the operations of members need of the people's user pool. */
import { type Outcome, refused } from '../../../domain/outcome';
import type { People } from '../../../domain/ports/people';
import type { Deps } from '../../../engine/context';

/** Only the `members` function has it: no other function may use the people's user pool. */
export type MembersDeps = Deps & { readonly people: People };

export const tooManyForCognito = (): Outcome<never> =>
  refused(
    'too-many-requests',
    'Amazon Cognito takes no more requests of this kind in this second. Try again in a second.',
  );
