/** The endpoints for the scopes of the guarded API, the plans, and for the OpenAPI document of the management API. */
import { done } from '../../domain/outcome';
import { MANAGEMENT_CATALOGUE } from '../../domain/policy';
import type { ReadDeps } from '../../engine/context';
import { load } from '../../engine/callers';
import { documentReply, plansReply, type PublicDocument, scopesReply } from '../wire/public-document';
import { pathOnly } from '../wire/request-shape';
import { endpoint, openEndpoint } from './endpoint';
import { noParams } from './parts/request-parts';
import { THROTTLE_OF_DOCUMENT } from './parts/throttles';

/** What the `catalogue` function needs besides the dependencies of every function. */
export interface CatalogueDeps extends ReadDeps {
  /** The OpenAPI document of the management API. */
  readonly document: PublicDocument;
  /** The description of each scope of the guarded API, by the scope's name. */
  readonly descriptions: ReadonlyMap<string, string>;
  readonly accountsServer: string;
}

export const catalogueEndpoints = [
  endpoint({
    route: 'GET /scopes',
    function: 'catalogue',
    id: 'listScopes',
    summary: 'List the guarded API’s scopes',
    scopes: MANAGEMENT_CATALOGUE,
    people: 'viewer',
    ...pathOnly(noParams),
    problems: [],
    run: async (deps: CatalogueDeps, call) => {
      const loaded = await load(deps, call);
      return loaded.ok
        ? done({ scopes: deps.catalogue, descriptions: deps.descriptions, server: deps.accountsServer })
        : loaded;
    },
    reply: scopesReply,
  }),
  endpoint({
    route: 'GET /plans',
    function: 'catalogue',
    id: 'listPlans',
    summary: 'List the plans',
    description: 'An account or a key without one of them is not limited. Empty in a deployment without plans.',
    scopes: MANAGEMENT_CATALOGUE,
    people: 'viewer',
    ...pathOnly(noParams),
    problems: [],
    run: async (deps: CatalogueDeps, call) => {
      const loaded = await load(deps, call);
      return loaded.ok ? done([...(deps.plans?.byName.values() ?? [])]) : loaded;
    },
    reply: plansReply,
  }),
  openEndpoint({
    route: 'GET /openapi.json',
    function: 'catalogue',
    id: 'readDescription',
    summary: 'Read this document',
    description:
      'A cache may keep the answer. With its `ETag` in `If-None-Match` the answer is 304 while it is current.',
    ...pathOnly(noParams),
    throttle: THROTTLE_OF_DOCUMENT,
    problems: [],
    run: ({ document }: CatalogueDeps) => Promise.resolve(done(document)),
    reply: documentReply,
  }),
];
