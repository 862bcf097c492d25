/** The one way the local run says it will not start: a single line for a person, without a stack. */
export class StartRefusal extends Error {
  override readonly name = 'StartRefusal';
}

/** Where in a template something stands, as every refusal names it. */
export const placeOf = (logicalId: string, type: string, property?: string): string =>
  `${logicalId} (${type})${property === undefined ? '' : `: ${property}`}`;
