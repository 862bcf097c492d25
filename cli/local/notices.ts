/** The lines about the parts of an app that are not served: one for all that is passed over, and one for each warning. */
import type { LocalRun } from '../../local/start';

export function noticesOf({ notServed, warnings }: Pick<LocalRun, 'notServed' | 'warnings'>): readonly string[] {
  const counts = new Map<string, number>();
  for (const { type } of notServed) counts.set(type, (counts.get(type) ?? 0) + 1);
  const list = [...counts].map(([type, count]) => `${count} ${count === 1 ? nameOf(type) : pluralOf(nameOf(type))}`);
  return [
    ...(list.length === 0 ? [] : [`not served here: ${list.join(', ')}`]),
    ...warnings.map((one) => `warning: ${one}`),
  ];
}

/**
 * `AWS::SQS::Queue` is `SQS queue`, `AWS::ApiGateway::DomainName` is `ApiGateway domain name`, and
 * `AWS::EC2::VPCGatewayAttachment` is `EC2 VPC gateway attachment`.
 */
function nameOf(type: string): string {
  const [first, ...others] = type.split('::').filter((part) => part !== 'AWS');
  const words = others.flatMap((part) => part.split(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/));
  return [first, ...words.map((word) => (/^[A-Z]{2,}$/.test(word) ? word : word.toLowerCase()))].join(' ');
}

function pluralOf(name: string): string {
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return /(?:s|x|ch)$/.test(name) ? `${name}es` : `${name}s`;
}
