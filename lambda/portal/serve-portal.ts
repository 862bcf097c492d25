/**
 * Answers the open requests for the page. Everything that can be asked for is known when the process starts: a name that is
 * none of these is a 404, whatever path it spells.
 */
import { headerValues, pathParameterOf, type ProxyEvent, requestIdOf, textOf } from '../http/event';
import { NO_STORE, problemResponse, type Response } from '../http/problems';
import { themeOf } from './branding';
import { type PageFile, pageFile } from './page-files';
import { configOf, type PortalSettings } from './portal-config';
import { securityHeaders } from './security-headers';

/** The resource of the page's address; the files are below it. */
const PAGE = '/portal';
const INDEX = 'index.html';
/** A browser asks again each time, and gets a 304 unless there is a new deployment. */
const REVALIDATED = 'no-cache';
/** The build puts a hash of the content into the names of these files. */
const HASHED = /^assets\//;
const KEPT = 'public, max-age=31536000, immutable';

interface Page {
  readonly files: ReadonlyMap<string, PageFile>;
  readonly settings: PortalSettings;
}

/** What is served: by the path below the page's address, which is empty for the page itself. */
type Served = ReadonlyMap<string, (event: ProxyEvent) => Response>;

/** Returns what answers each request. */
export function servePortal({ files, settings }: Page): (event: ProxyEvent) => Response {
  const { branding, signInOrigin } = settings;
  const security = securityHeaders({ signInOrigin, logoUrl: branding.logoUrl });
  const served = servedFrom(files, settings);
  return (event) => {
    const response = lacksSlash(event) ? TO_THE_SLASH : (served.get(nameIn(event))?.(event) ?? notFound(event));
    return { ...response, headers: { ...response.headers, ...security } };
  };
}

function servedFrom(files: ReadonlyMap<string, PageFile>, settings: PortalSettings): Served {
  const config = { 'content-type': 'application/json', ...NO_STORE };
  const theme = pageFile('text/css; charset=utf-8', themeOf(settings.branding.colors));
  const found = [...files].map(([path, file]) => {
    const name = path === INDEX ? '' : path;
    return [name, fileAnswer(file, HASHED.test(path) ? KEPT : REVALIDATED)] as const;
  });
  const body = configOf(settings);
  return new Map([
    ...found,
    ['config.json', () => ({ statusCode: 200, headers: config, body })],
    ['theme.css', fileAnswer(theme, REVALIDATED)],
  ]);
}

const fileAnswer =
  ({ type, text, etag }: PageFile, cacheControl: string) =>
  (event: ProxyEvent): Response => {
    // API Gateway compresses the answer for a browser that asks for that; a cache in between keeps both apart.
    const headers = { 'content-type': type, 'cache-control': cacheControl, vary: 'Accept-Encoding', etag };
    return isKnown(etag, event) ? { statusCode: 304, headers, body: '' } : { statusCode: 200, headers, body: text };
  };

/** Whether the browser has this very text (RFC 9110 section 13.1.2). */
const isKnown = (etag: string, { multiValueHeaders }: ProxyEvent): boolean =>
  headerValues(multiValueHeaders, 'if-none-match')
    .flatMap((value) => value.split(','))
    .some((value) => value.trim() === etag);

/** API Gateway has one resource for both addresses. Without the slash the page's relative addresses would miss it. */
const lacksSlash = ({ resource, requestContext }: ProxyEvent): boolean =>
  resource === PAGE && !textOf(requestContext?.path).endsWith('/');

/** Relative, because a custom domain or a CDN may put another path before it. */
const TO_THE_SLASH: Response = { statusCode: 302, headers: { location: 'portal/', ...NO_STORE }, body: '' };

const nameIn = (event: ProxyEvent): string => (event.resource === PAGE ? '' : pathParameterOf(event, 'file'));

const notFound = ({ requestContext }: ProxyEvent): Response =>
  problemResponse(
    { code: 'route-not-found', detail: 'The portal has no file of this name.' },
    requestIdOf(requestContext),
  );
