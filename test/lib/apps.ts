/** Apps unlike the sample: with an API of their own, with several stacks, and with no feature flags of the CDK. */
import { type App, Stack } from 'aws-cdk-lib';
import { Annotations } from 'aws-cdk-lib/assertions';
import { type IRestApi, LambdaIntegration, RestApi, type RestApiProps } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Sallyport, type SallyportProps } from 'sallyport';
import { anApp, type Json, Match, PROPS } from './support';

/** An app with no feature flag of the CDK, as `cdk init` of an older version left it. */
export const aBareApp = (context: Record<string, unknown> = {}): App => anApp(context);

export const aFunction = (stack: Stack, id = 'Backend'): Function =>
  new Function(stack, id, {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => ({ statusCode: 200 })'),
  });

export const aBackend = (stack: Stack, id?: string): LambdaIntegration => new LambdaIntegration(aFunction(stack, id));

/** A stack with an API of its own and a Sallyport that guards the API. */
export function anOwnApi(
  props: RestApiProps = {},
  settings: Partial<SallyportProps> = {},
): { stack: Stack; api: RestApi; sallyport: Sallyport } {
  const stack = new Stack(aBareApp(), 'Orders');
  const api = new RestApi(stack, 'Own', props);
  return { stack, api, sallyport: new Sallyport(stack, 'Sallyport', { ...PROPS, ...settings, api }) };
}

/** The guarded API as another stack gets it. */
export const importOf = ({ api }: Sallyport, stack: Stack): IRestApi =>
  RestApi.fromRestApiAttributes(stack, 'Imported', {
    restApiId: api.restApiId,
    rootResourceId: api.restApiRootResourceId,
  });

/** The texts of a stack's warnings of Sallyport, with the paths of the constructs that have them. */
export function warningsOf(stack: Stack): readonly string[] {
  // Where a synth prints its warnings.
  jest.spyOn(console, 'error').mockReturnValue();
  return Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp('sallyport:'))
    .map(({ id, entry: { data } }) => `${id}: ${typeof data === 'string' ? data : ''}`);
}

/** The resources of a template that each resource needs, by their logical ids. */
export function needsOf(resources: Readonly<Record<string, Json>>): readonly (readonly [string, string])[] {
  const named = (value: Json): string[] => {
    if (typeof value !== 'object' || value === null) return [];
    const { Ref: ref, 'Fn::GetAtt': attribute } = value;
    return [ref, attribute?.[0], ...Object.values(value).flatMap(named)].filter((id) => id in resources);
  };
  return Object.entries(resources).flatMap(([id, { DependsOn = [], ...resource }]) =>
    [...DependsOn, ...named(resource)].map((other) => [id, other] as const),
  );
}
