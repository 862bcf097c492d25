/**
 * The input of the operations of the user pools API, with the constraints of the Amazon Cognito API Reference. A
 * member that is not listed is refused: it may be one that Cognito knows and this pool does not.
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
  // These are about people's sign-in. They are taken and returned, and have no effect.
  EnableTokenRevocation: z.boolean().default(true),
  ExplicitAuthFlows: z
    .array(z.string())
    .default(['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH']),
  PreventUserExistenceErrors: z.enum(['ENABLED', 'LEGACY']).default('LEGACY'),
});
/** All settings of a client. What a request left out has Cognito's default. */
export type SettingsInput = z.infer<typeof settings>;

export const createInput = settings.extend({
  UserPoolId: userPoolId,
  ClientName: name,
  GenerateSecret: z.boolean().default(false),
});
/** The name is the only setting that a client keeps when the request leaves it out (assumed). */
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

const printable = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u);

export const invitationInput = z.strictObject({
  UserPoolId: userPoolId,
  Username: printable(128),
  UserAttributes: z.array(z.strictObject({ Name: printable(32), Value: z.string().max(2048) })).default([]),
  MessageAction: z.enum(['RESEND', 'SUPPRESS']).optional(),
  // Nothing is sent here, by whatever medium.
  DesiredDeliveryMediums: z.array(z.enum(['SMS', 'EMAIL'])).optional(),
});
export const personInput = z.strictObject({ UserPoolId: userPoolId, Username: printable(128) });
export const groupInput = personInput.extend({
  GroupName: printable(128),
});
