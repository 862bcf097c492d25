/** The endpoints of the management API with their method and path apart. */
import { ENDPOINTS, type ManagementRoute } from '../../lambda/management/all-endpoints';
import type { EndpointData, Method } from '../../lambda/management/endpoints/endpoint';

export interface Route extends EndpointData {
  readonly route: ManagementRoute;
  readonly method: Method;
  readonly path: string;
}

export const ROUTES: readonly Route[] = ENDPOINTS.map((endpoint) => {
  const [method, path] = endpoint.route.split(' ', 2) as [Method, string];
  return { ...endpoint, method, path };
});
/** Those that only operators may call. */
export const GUARDED_ROUTES = ROUTES.filter(({ scopes }) => scopes !== 'open');
