/**
 * Adds methods to the guarded API, in any stack that has resources of the API, and knows which methods were added here. A
 * method inherits nothing that could contradict its guard.
 */
import { Annotations, Lazy, Stack } from 'aws-cdk-lib';
import {
  CfnMethod,
  CfnRestApi,
  Cors,
  type Integration,
  type IResource,
  Method,
  ProxyResource,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';
import { acknowledgeOpen, type MethodGuard } from '../rest-api/gateway-authorizers';
import { isInside } from '../cdk/origin';
import { isOfType } from '../cdk/parts-of-api';
import { failSynth } from '../cdk/synth-errors';
import type { OpenOptions } from './protect-options';
import type { RequestValidators } from './request-validators';

export interface ResourceMethod {
  readonly resource: IResource;
  /** HTTP method in any case, or `ANY`. */
  readonly method: string;
}

export const routeOf = (method: string, { path }: IResource): string => `${method.toUpperCase()} ${path}`;

const methodOf = ({ node }: IResource, method: string): Method | undefined =>
  node.children.find((one): one is Method => one instanceof Method && one.httpMethod === method.toUpperCase());

/** The properties of a `CfnMethod` that say who may call the method. */
export interface DeclaredGuard {
  readonly authorizationType: string | undefined;
  readonly authorizerId: string | undefined;
  readonly authorizationScopes: readonly string[] | undefined;
  readonly apiKeyRequired: unknown;
}

const guardOf = ({
  authorizationType,
  authorizerId,
  authorizationScopes,
  apiKeyRequired,
}: CfnMethod): DeclaredGuard => ({
  authorizationType,
  authorizerId,
  authorizationScopes: authorizationScopes && [...authorizationScopes],
  apiKeyRequired,
});

export class ApiMethods {
  /** The `CfnMethod`s that were added here, with what each was to ask of its callers. */
  readonly declared = new Map<IConstruct | undefined, DeclaredGuard>();

  private readonly watched = new Set<IResource>();

  constructor(
    private readonly api: RestApi,
    private readonly validators: RequestValidators,
    private readonly corsOrigins: readonly string[],
  ) {}

  /**
   * Adds a method, and the answer to its preflight. Returns every method that was made, its own first: a resource
   * `{proxy+}` below the root adds each of its methods to the root as well.
   */
  add(
    { resource, method }: ResourceMethod,
    integration: Integration,
    options: OpenOptions & MethodGuard,
  ): readonly [Method, ...Method[]] {
    this.refuseSecond(resource, method);
    const validated = this.validators.addTo(options, routeOf(method, resource));
    const made = this.collect(resource, () => resource.addMethod(method, integration, validated));
    // Scopes that the API has for methods with an authorizer of Cognito: the CDK warns that this method ignores them.
    for (const one of made)
      Annotations.of(one).acknowledgeWarning(
        '@aws-cdk/aws-apigateway:invalidAuthScope',
        'The method has its own guard.',
      );
    this.answerPreflight(resource);
    this.refuseLater(resource);
    return made;
  }

  /** In our words, because the CDK would only say that a construct of this name exists. */
  private refuseSecond(resource: IResource, method: string): void {
    const other = methodOf(resource, method);
    if (other === undefined) return;
    const isPreflight = this.declared.has(other.node.defaultChild);
    failSynth(
      `${routeOf(method, resource)} is already a method of its resource; ` +
        (isPreflight
          ? 'corsOrigins made it: call open() for it before you protect the other methods of the resource'
          : 'remove its addMethod() or addCorsPreflight(), in place of which protect() and open() are called'),
    );
  }

  /** Says the same where the app calls the CDK itself, later: `addCorsPreflight` and `addProxy` call `addMethod` too. */
  private refuseLater(resource: IResource): void {
    if (this.watched.has(resource)) return;
    this.watched.add(resource);
    const addMethod = resource.addMethod.bind(resource);
    resource.addMethod = (method, ...options) => {
      const other = methodOf(resource, method);
      if (this.declared.has(other?.node.defaultChild))
        failSynth(
          `${routeOf(method, resource)} is already a method of its resource, which protect(), open() or corsOrigins made; ` +
            'remove this addMethod() or addCorsPreflight(). To answer a preflight yourself, call addCorsPreflight() before ' +
            'protect()',
        );
      return addMethod(method, ...options);
    };
  }

  private collect(resource: IResource, add: () => Method): readonly [Method, ...Method[]] {
    const root = resource instanceof ProxyResource ? resource.parentResource : undefined;
    const methods = (): Method[] =>
      [resource, ...(root ? [root] : [])].flatMap(({ node }) => node.children.filter((one) => one instanceof Method));
    const before = new Set(methods());
    const own = add();
    const made = [own, ...methods().filter((method) => method !== own && !before.has(method))] as const;
    for (const method of made) this.declare(method);
    return made;
  }

  private declare(method: Method): void {
    const made = method.node.defaultChild;
    if (isOfType(CfnMethod)(made)) this.declared.set(made, guardOf(made));
    const isDeployedHere = isInside(method, Stack.of(this.api)) || this.api.latestDeployment === undefined;
    // The API does not know a method that was added to an import of it, and refuses to be an API without methods.
    if (method.api !== this.api && isDeployedHere) this.api.methods.push(method);
  }

  private answerPreflight(resource: IResource): void {
    if (this.corsOrigins.length === 0 || resource.node.tryFindChild('OPTIONS')) return;
    const preflight = { allowOrigins: [...this.corsOrigins], allowHeaders: [...Cors.DEFAULT_HEADERS] };
    for (const method of this.collect(resource, () => resource.addCorsPreflight(preflight))) {
      acknowledgeOpen(
        method,
        'A browser sends a preflight request without a credential; the answer holds only CORS headers.',
      );
      this.answerAsText(method);
    }
  }

  /** An API that takes every body as binary cannot make an answer from a template before it made a text of the body. */
  private answerAsText({ node: { defaultChild: method } }: Method): void {
    const api = this.api.node.defaultChild;
    if (!(api instanceof CfnRestApi && method instanceof CfnMethod)) return;
    // Lazy, because an app may set the types at any time. CloudFormation's page escapes their slash as ~1.
    const isBinary = (): boolean => api.binaryMediaTypes?.some((type) => type === '*/*' || type === '*~1*') === true;
    method.addPropertyOverride(
      'Integration.ContentHandling',
      Lazy.string({ produce: () => (isBinary() ? 'CONVERT_TO_TEXT' : undefined) }),
    );
  }
}
