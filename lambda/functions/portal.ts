/**
 * Serves the page of the portal, which anyone may read. It may call no table and no user pool, and it writes no log: an
 * uncaught error is logged by Lambda itself, and the access log has a line for each request.
 */
import { join } from 'node:path';
import type { ProxyEvent } from '../http/event';
import type { Response } from '../http/problems';
import { pageFiles } from '../portal/page-files';
import { servePortal } from '../portal/serve-portal';
import { portalSettings } from './wiring/portal-settings';

const answer = servePortal({ files: pageFiles(join(__dirname, 'page')), settings: portalSettings(process.env) });

export const handler = (event: ProxyEvent): Promise<Response> => Promise.resolve(answer(event));
