/** The gateway responses of a REST API: headers with a quoted value or one variable, and templates with variables. */
import { z } from 'zod';
import type { GatewayResponseModel } from '../gateway/api-model';
import { REFUSALS } from '../gateway/refusals';
import { isMapping } from '../gateway/variables';
import { read, refuse, type ServedResource } from './resources';

const gatewayResponseSchema = z.object({
  ResponseParameters: z.record(z.string(), z.string()).default({}),
  ResponseTemplates: z.record(z.string(), z.string()).default({}),
  ResponseType: z.string(),
  StatusCode: z.coerce.number().optional(),
});
const HEADER = 'gatewayresponse.header.';
/** Types that the local run never sends: it does not serve what they belong to, for example AWS WAF. */
const NEVER_SENT = [
  'API_CONFIGURATION_ERROR',
  'EXPIRED_TOKEN',
  'INTEGRATION_FAILURE',
  'INVALID_SIGNATURE',
  'REQUEST_TOO_LARGE',
  'RESOURCE_NOT_FOUND',
  'WAF_FILTERED',
];
const RESPONSE_TYPES = new Set([...Object.keys(REFUSALS), ...NEVER_SENT]);

/** A gateway response type and what the template declares for it. */
export function gatewayResponseOf(resource: ServedResource): [string, GatewayResponseModel] {
  const given = read(resource, gatewayResponseSchema);
  if (!RESPONSE_TYPES.has(given.ResponseType)) {
    throw refuse(resource, 'ResponseType', `API Gateway has no gateway response type ${given.ResponseType}`);
  }
  const headers = Object.entries(given.ResponseParameters).map(([name, value]) => {
    if (!name.startsWith(HEADER) || !isMapping(value)) {
      throw refuse(
        resource,
        `ResponseParameters.${name}`,
        'must be a header, and its value must be quoted text or one variable',
      );
    }
    return [name.slice(HEADER.length), value] as const;
  });
  return [
    given.ResponseType,
    {
      headers: Object.fromEntries(headers),
      templates: given.ResponseTemplates,
      ...(given.StatusCode !== undefined && { status: given.StatusCode }),
    },
  ];
}
