/** Synthesizes stacks for the tests of the constructs, without validators and without bundling the sample. */
process.env.CDK_VALIDATION = 'false';
process.env.CDK_DISABLE_STACK_TRACE = 'true';

import { App, Stack, type StackProps, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { MockIntegration } from 'aws-cdk-lib/aws-apigateway';
import { Sallyport, type SallyportProps, type TokenCacheOptions } from 'sallyport';
import { context } from '../../cdk.json';
import { readAssembly } from '../../local/assembly/assembly';
import { OrdersStack } from '../../sample/orders-stack';

export { Match };

export const PROPS = {
  name: 'orders',
  scopes: { 'read:orders': 'Read orders', 'write:orders': 'Place and cancel orders' },
} as const;

export const anIntegration = (): MockIntegration => new MockIntegration();

const UNREAD = { 'aws:cdk:disable-asset-staging': true, 'aws:cdk:disable-creation-stack-traces': true };

/** An app with these feature flags, without what tests leave unread: the tree, copies of the assets and stack traces. */
export const anApp = (flags: Readonly<Record<string, unknown>> = context): App =>
  new App({
    context: { ...flags, 'aws:cdk:bundling-stacks': [], ...UNREAD },
    treeMetadata: false,
    analyticsReporting: false,
  });

export const aStack = (props: StackProps = {}): Stack => new Stack(anApp(), 'Orders', props);

/** The stack's template, with the resources of its nested stacks and without their outputs. */
export function templateOf(stack: Stack): Template {
  const app = Stage.of(stack);
  const found = readAssembly(app?.synth().directory ?? '').find(({ name }) => name === stack.artifactId);
  const { Outputs = {}, ...template } = found?.template ?? {};
  const own = Object.entries(Outputs).filter(([, { Nested }]) => Nested !== true);
  return Template.fromJSON({ ...template, ...(own.length > 0 && { Outputs: Object.fromEntries(own) }) });
}

/** A stack with one Sallyport and nothing protected. */
export function aSallyport(props: Partial<SallyportProps> = {}): { stack: Stack; sallyport: Sallyport } {
  const stack = aStack();
  return { stack, sallyport: new Sallyport(stack, 'Sallyport', { ...PROPS, ...props }) };
}

/** The template of a stack with `GET /orders` behind the door `any`. */
export function templateWith(props: Partial<SallyportProps> = {}): Template {
  const { stack, sallyport } = aSallyport(props);
  const orders = sallyport.api.root.addResource('orders');
  sallyport.protect(orders, 'GET', anIntegration(), { scope: 'read:orders' });
  return templateOf(stack);
}

/** The same with a token cache. */
export function templateWithCache(props: Partial<SallyportProps> = {}, ofCache: TokenCacheOptions = {}): Template {
  const { stack, sallyport } = aSallyport(props);
  sallyport.protect(sallyport.api.root, 'GET', anIntegration(), { scope: 'read:orders' });
  sallyport.addTokenCache(ofCache);
  return templateOf(stack);
}

/** The template of the sample, as `cdk deploy` would send it but for the code of the sample's functions. */
export function sampleTemplate(): Template {
  return (sample ??= makeSampleTemplate());
}
let sample: Template | undefined;

function makeSampleTemplate(): Template {
  return templateOf(new OrdersStack(anApp(), PROPS));
}

/** What `JSON.parse` gives: a template’s shape is what the tests are about. */
export type Json = ReturnType<typeof JSON.parse>;

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, Json>>;
  readonly DeletionPolicy?: string;
}

export const resourcesOf = (template: Template, type: string): [string, Resource][] =>
  Object.entries(template.findResources(type) as Record<string, Resource>);

export interface TemplateMethod {
  /** `management`, `guarded` or `tokens`. */
  readonly api: string;
  /** `GET /orders/{id}` */
  readonly route: string;
  readonly properties: Readonly<Record<string, Json>>;
}

/** Every method of all APIs, OPTIONS included, with its path put together from its resources. */
export function methodsOf(template: Template): TemplateMethod[] {
  const resources = new Map(resourcesOf(template, 'AWS::ApiGateway::Resource'));
  const pathOf = (id: string | undefined): string => {
    const resource = id === undefined ? undefined : resources.get(id);
    return resource === undefined ? '' : `${pathOf(resource.Properties.ParentId.Ref)}/${resource.Properties.PathPart}`;
  };
  return resourcesOf(template, 'AWS::ApiGateway::Method').map(([id, { Properties: properties }]) => ({
    api: apiOf(id),
    route: `${properties.HttpMethod} ${pathOf(properties.ResourceId.Ref) || '/'}`,
    properties,
  }));
}

function apiOf(methodId: string): string {
  if (methodId.includes('TokenCache')) return 'tokens';
  return methodId.includes('Management') ? 'management' : 'guarded';
}
