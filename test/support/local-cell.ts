/**
 * Serves the app of a cell of the consumer matrix on this machine. A cell has no outputs and its mocks answer nothing, so
 * both are added to the template; everything else is what was synthesized.
 */
import type { Resource, Template } from '../../local/assembly/template';
import { bearer, withLocalRun } from './local-run';

const idsOf = ({ Resources }: Template, type: string): string[] =>
  Object.keys(Resources).filter((id) => Resources[id]?.Type === `AWS::${type}`);

/** What comes before the construct's own part in its logical ids, for each Sallyport of the template. */
const prefixesIn = (template: Template): string[] =>
  idsOf(template, 'Cognito::UserPoolClient').flatMap((id) => /^(.*)IssuerOperator/.exec(id)?.[1] ?? []);

function addOutputs(template: Template, prefix: string): void {
  const own = (type: string, part: string) => idsOf(template, type).find((id) => id.startsWith(prefix + part));
  const apis = idsOf(template, 'ApiGateway::RestApi');
  const api = own('ApiGateway::RestApi', 'GuardedApi') ?? apis.find((id) => !id.startsWith(prefix)) ?? '';
  const url = (id: string, rest: string) => ({
    Value: { 'Fn::Sub': `https://\${${id}}.execute-api.\${AWS::Region}.amazonaws.com/${rest}` },
  });
  const { Properties: stage } =
    Object.values(template.Resources).find(
      ({ Type, Properties }) =>
        Type === 'AWS::ApiGateway::Stage' && JSON.stringify(Properties?.RestApiId) === JSON.stringify({ Ref: api }),
    ) ?? {};
  template.Outputs = {
    ...template.Outputs,
    ApiUrl: url(api, String(stage?.StageName)),
    ManagementUrl: url(own('ApiGateway::RestApi', 'ManagementApi') ?? '', 'v1'),
    TokenUrl: {
      Value: {
        'Fn::Sub': `https://\${${own('Cognito::UserPoolDomain', '') ?? ''}}.auth.\${AWS::Region}.amazoncognito.com/oauth2/token`,
      },
    },
    OperatorClientId: { Value: { Ref: own('Cognito::UserPoolClient', 'IssuerOperator') ?? '' } },
  };
}

function answer({ Type, Properties }: Resource): void {
  const { Integration } = (Properties ?? {}) as { Integration?: Record<string, unknown> };
  if (Type !== 'AWS::ApiGateway::Method' || Integration?.Type !== 'MOCK' || Integration.RequestTemplates) return;
  Integration.RequestTemplates = { 'application/json': '{"statusCode": 204}' };
  Integration.IntegrationResponses = [{ StatusCode: '204' }];
}

/**
 * For each Sallyport of the app: the route that is called with a key, its status, and the status after the key is revoked;
 * and what of the run is not served or warned of.
 */
export async function keysInCell(assembly: string): Promise<{ calls: string[]; warnings: readonly string[] }> {
  const calls: string[] = [];
  let prefixes: string[] = [''];
  let warnings: readonly string[] = [];
  for (let n = 0; n < prefixes.length; n++) {
    const edit = (template: Template): void => {
      prefixes = prefixesIn(template);
      addOutputs(template, prefixes[n] ?? '');
      Object.values(template.Resources).forEach(answer);
    };
    const run = await withLocalRun({ assembly, edit });
    try {
      warnings = run.warnings;
      const { account, key, apiUrl } = run.facts;
      const { routes = [] } = Object.values(run.apis).find(({ url }) => url === apiUrl) ?? {};
      const path = routes.find(({ method, guard }) => method !== 'POST' && guard.kind === 'function')?.path ?? '';
      const called = path.replace('{proxy+}', 'things');
      const before = await run.call('GET', called, bearer(key.key));
      await run.manage('POST', `/accounts/${account.id}/keys/${key.id}/revoke`);
      // Longer than any `revocationDelay` of a cell.
      run.clock.advance(60_000);
      const after = await run.call('GET', called, bearer(key.key));
      calls.push(`GET ${path} ${before.status} ${after.status}`);
    } finally {
      await run.close();
    }
  }
  return { calls, warnings };
}
