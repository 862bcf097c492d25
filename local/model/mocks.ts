/**
 * Mock integrations in the form that CDK writes for CORS preflights. Any other template is refused, because the
 * local run has no engine for API Gateway's template language (VTL).
 */
import { z } from 'zod';
import type { MockIntegration, MockResponse } from '../gateway/api-model';
import { refuse, type ServedResource, text } from './resources';

export const mockSchema = z.object({
  ContentHandling: z.literal('CONVERT_TO_TEXT').optional(),
  IntegrationResponses: z
    .array(
      z.object({
        ResponseParameters: z.record(z.string(), z.string()).default({}),
        ResponseTemplates: z.record(z.string(), z.string()).default({}),
        SelectionPattern: z.string().optional(),
        StatusCode: text,
      }),
    )
    .default([]),
  PassthroughBehavior: z.enum(['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER']).default('WHEN_NO_MATCH'),
  RequestTemplates: z.record(z.string(), z.string()).default({}),
});
type Mock = z.infer<typeof mockSchema>;

export function mockOf(resource: ServedResource, given: Mock): MockIntegration {
  const statuses = Object.entries(given.RequestTemplates).map(([type, template]) => {
    const status = /^\s*\{\s*"?statusCode"?\s*:\s*"?(\d{3})"?\s*\}\s*$/.exec(template)?.[1];
    if (status === undefined) {
      const why = 'the local run serves only a template with a status code, such as {"statusCode": 200}';
      throw refuse(resource, 'Integration.RequestTemplates', why);
    }
    return [type, status] as const;
  });
  return {
    kind: 'mock',
    toText: given.ContentHandling === 'CONVERT_TO_TEXT',
    statuses: new Map(statuses),
    passthrough: given.PassthroughBehavior,
    responses: given.IntegrationResponses.map((response) => responseOf(resource, response)),
  };
}

function responseOf(resource: ServedResource, given: Mock['IntegrationResponses'][number]): MockResponse {
  const headers = Object.entries(given.ResponseParameters).map(([parameter, value]) => {
    const name = /^method\.response\.header\.(.+)$/.exec(parameter)?.[1];
    const literal = /^'(.*)'$/s.exec(value)?.[1];
    if (name === undefined || literal === undefined) {
      const why = 'the local run serves only headers with a quoted value';
      throw refuse(resource, `Integration.IntegrationResponses.${parameter}`, why);
    }
    return [name, literal] as const;
  });
  return {
    status: Number(given.StatusCode),
    headers: Object.fromEntries(headers),
    otherOrigins: Object.values(given.ResponseTemplates).flatMap((template) => originsOf(resource, template)),
    ...(given.SelectionPattern !== undefined && { pattern: new RegExp(`^(?:${given.SelectionPattern})$`) }),
  };
}

/**
 * The template that CDK writes for several allowed origins. The header holds the first origin; the template replaces
 * it by the request's origin when that is one of the others.
 */
const ECHO =
  /^#set\(\$origin = \$input\.params\(\)\.header\.get\("Origin"\)\)\s+#if\(\$origin == ""\)\s+#set\(\$origin = \$input\.params\(\)\.header\.get\("origin"\)\)\s+#end\s+#if\((\$origin == "[^"]+"(?: \|\| \$origin == "[^"]+")*)\)\s+#set\(\$context\.responseOverride\.header\.Access-Control-Allow-Origin = \$origin\)\s+#end$/;

function originsOf(resource: ServedResource, template: string): string[] {
  if (template.trim() === '') return [];
  const condition = ECHO.exec(template.trim())?.[1];
  if (condition === undefined) {
    const why = 'the local run serves only the template that CDK writes for a CORS preflight';
    throw refuse(resource, 'Integration.IntegrationResponses.ResponseTemplates', why);
  }
  return [...condition.matchAll(/"([^"]+)"/g)].map(([, origin]) => origin ?? '');
}
