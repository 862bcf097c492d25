/** Why the local run does not start, as one line for a person. It is printed without its stack trace. */
export class StartRefusal extends Error {
  override readonly name = 'StartRefusal';
}

/** The place in a template that a refusal names, for example `Api (AWS::ApiGateway::RestApi): Name`. */
export const placeOf = (logicalId: string, type: string, property?: string): string =>
  `${logicalId} (${type})${property === undefined ? '' : `: ${property}`}`;
