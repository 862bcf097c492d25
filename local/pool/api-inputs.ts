/**
 * What the operations of the user pools API take, with the constraints of the Amazon Cognito API reference. Strict:
 * Cognito passes over a member it does not know, but here it may be one that Cognito knows and this pool does not.
 */
import { z } from 'zod';

const userPoolId = z
  .string()
  .max(55)
  .regex(/^[\w-]+_[0-9a-zA-Z]+$/);
const clientId = z
  .string()
  .max(128)
  .regex(/^[\w+]+$/);
const unit = z.enum(['seconds', 'minutes', 'hours', 'days']).optional();

const name = z
  .string()
  .max(128)
  .regex(/^[\w\s+=,.@-]+$/);

const settings = z.strictObject({
  AccessTokenValidity: z.int().min(1).max(86_400).optional(),
  AllowedOAuthFlows: z
    .array(z.enum(['code', 'implicit', 'client_credentials']))
    .max(3)
    .default([]),
  AllowedOAuthFlowsUserPoolClient: z.boolean().default(false),
  AllowedOAuthScopes: z.array(z.string().min(1).max(256)).max(50).default([]),
  TokenValidityUnits: z.strictObject({ AccessToken: unit, IdToken: unit, RefreshToken: unit }).default({}),
  // For people's sign-in, which no machine's token passes through: taken and told again, without effect.
  EnableTokenRevocation: z.boolean().default(true),
  ExplicitAuthFlows: z
    .array(z.string())
    .default(['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH']),
  PreventUserExistenceErrors: z.enum(['ENABLED', 'LEGACY']).default('LEGACY'),
});
/** All of a client's settings; what a request left out is Cognito's default. */
export type SettingsInput = z.infer<typeof settings>;

export const createInput = settings.extend({
  UserPoolId: userPoolId,
  ClientName: name,
  GenerateSecret: z.boolean().default(false),
});
/** A name has no default: the client keeps it. */
export const updateInput = settings.extend({
  UserPoolId: userPoolId,
  ClientId: clientId,
  ClientName: name.optional(),
});
export const clientInput = z.strictObject({ UserPoolId: userPoolId, ClientId: clientId });
export const secretInput = z.strictObject({
  UserPoolId: userPoolId,
  ClientId: clientId,
  ClientSecretId: z.string().min(1).max(128),
});
export const listInput = z.strictObject({
  UserPoolId: userPoolId,
  MaxResults: z.int().min(1).max(60).default(60),
  NextToken: z.string().regex(/^\S+$/).optional(),
});
