/** The request validators of the guarded API: one for each choice, in a scope of ours, so that no id of the app is taken. */
import { Stack } from 'aws-cdk-lib';
import {
  type MethodOptions,
  RequestValidator,
  type RequestValidatorOptions,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { failSynth } from '../cdk/synth-errors';

const EVERYTHING: RequestValidatorOptions = { validateRequestBody: true, validateRequestParameters: true };

export class RequestValidators extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly api: RestApi,
  ) {
    super(scope, id);
  }

  /** The options with a validator: the one that they name or describe, or else one of body and parameters. */
  addTo({ requestValidatorOptions: described, ...options }: MethodOptions, route: string): MethodOptions {
    if (described === undefined) return { requestValidator: this.of(EVERYTHING), ...options };
    if (options.requestValidator !== undefined)
      failSynth(`${route} has requestValidator and requestValidatorOptions; give it one of them`);
    return { ...options, requestValidator: this.of(described) };
  }

  private of(described: RequestValidatorOptions): RequestValidator {
    const { requestValidatorName: name, validateRequestBody, validateRequestParameters } = described;
    const choice = `${validateRequestBody ? 'Body' : ''}${validateRequestParameters ? 'Parameters' : ''}`;
    // The bar keeps a name such as `Body` apart from a choice. A name with a token is none that an id takes.
    const id = name === undefined ? choice || 'Nothing' : `${JSON.stringify(Stack.of(this).resolve(name))}|${choice}`;
    const found = this.node.tryFindChild(id);
    if (found instanceof RequestValidator) return found;
    return new RequestValidator(this, id, { restApi: this.api, ...described });
  }
}
