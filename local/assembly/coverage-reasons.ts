/** What a coverage says of a property: `served`, or one of the reasons why it has no effect on a request. */
export const SERVED = 'served';

/** `served`, a reason, or a coverage for each inner property; for a list, for each inner property of its elements. */
export type Coverage = string | { readonly [property: string]: Coverage };

export const DESCRIBES = 'describes the resource to people';
export const OPERATES = 'observes requests and answers none';
export const KEEPS = 'protects or restores data that is stored at AWS';
export const PEOPLE = "concerns people's sign-in; the tokens of machines do not depend on it";
export const FRONT = 'stands in front of the API and does not exist on loopback';
export const CACHES = 'the local run asks the integration for each answer';
export const DEPLOYS = 'says when a change is deployed; a local run serves the template as it is';
