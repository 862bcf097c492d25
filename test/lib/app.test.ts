import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { context } from '../../cdk.json';
import { OrdersStack } from '../../sample/orders-stack';
import { PROPS } from './support';

test('a deployment of another environment is another stack and leaves the live one alone', () => {
  const templateOf = ({ environment }: { environment?: 'test' }) => {
    const app = new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
    return new OrdersStack(app, { ...PROPS, ...(environment && { environment }) }).templateFile;
  };

  expect(templateOf({})).toBe('orders-live.template.json');
  expect(templateOf({ environment: 'test' })).toBe('orders-test.template.json');
});

test('every feature flag has the value that a fresh app of the pinned CLI gets', () => {
  const templates = join(__dirname, '..', '..', 'node_modules', 'aws-cdk', 'lib', 'init-templates');
  const recommended = join(templates, '.recommended-feature-flags.json');

  const flags: Record<string, unknown> = JSON.parse(readFileSync(recommended, 'utf8'));

  expect(Object.keys(flags).length).toBeGreaterThan(80);
  expect(context).toMatchObject(flags);
  expect(flags).toMatchObject({ '@aws-cdk/core:validateAgainstDefaultRules': true });
});
