/** The rights of functions on tables and pool, as their policies in a template list them; each can be taken away alone. */
import type { Template } from '../../local/assembly/template';

/** One action of one statement of a function's policy, in one kind of partition if the statement names some. */
export interface Right {
  readonly name: string;
  readonly policy: string;
  take(template: Template): void;
}

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': readonly string[] } };
}
export const statementsOf = ({ Resources }: Template, policy: string) =>
  (Resources[policy]?.Properties?.PolicyDocument as { Statement: Statement[] }).Statement;
export const actionsOf = ({ Action }: Statement): string[] => [Action].flat();

export function rightsIn(template: Template): Right[] {
  const policies = Object.keys(template.Resources).filter((id) => template.Resources[id]?.Type === 'AWS::IAM::Policy');
  return policies.flatMap((policy) =>
    statementsOf(template, policy).flatMap((statement, at) => {
      const place = JSON.stringify(statement.Resource).includes('/index/') ? ' on the index' : '';
      const ofOurs = actionsOf(statement).filter((action) => /^(dynamodb|cognito-idp|events|sqs):/.test(action));
      const keys = statement.Condition?.['ForAllValues:StringLike']['dynamodb:LeadingKeys'] ?? [''];
      return ofOurs.flatMap((action) =>
        keys.map((key) => ({
          name: `${policy} ${action} ${key}${place}`,
          policy,
          take: (edited: Template) => statementsOf(edited, policy).splice(at, 1, ...without(statement, action, key)),
        })),
      );
    }),
  );
}

/** The statement without the action in partitions of this kind. */
function without(statement: Statement, action: string, key: string): Statement[] {
  const left = { ...statement, Action: actionsOf(statement).filter((one) => one !== action) };
  const { Condition } = statement;
  const keys = Condition?.['ForAllValues:StringLike']['dynamodb:LeadingKeys'].filter((one) => one !== key) ?? [];
  if (keys.length === 0) return [left];
  const elsewhere = { ...Condition, 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } };
  return [left, { ...statement, Action: action, Condition: elsewhere }];
}
