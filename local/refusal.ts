/** Why the local run does not start, for a person: one line for each reason. It is printed without its stack trace. */
export class StartRefusal extends Error {
  override readonly name = 'StartRefusal';
}

/** A resource as messages name it. */
export interface Place {
  /** The logical id. */
  readonly id: string;
  readonly type: string;
  /** The path of the construct in the app, for example `Shop/Api/Resource`; undefined where it is not known. */
  readonly path?: string | undefined;
}

/** The place in a template that a refusal names: `Api4F1A (AWS::ApiGateway::RestApi, Shop/Api/Resource): Name`. */
export const placeOf = ({ id, type, path }: Place, property?: string): string =>
  `${id} (${path === undefined ? type : `${type}, ${path}`})${property === undefined ? '' : `: ${property}`}`;
