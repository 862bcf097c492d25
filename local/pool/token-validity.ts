/** How long an access token lives (Amazon Cognito API reference, CreateUserPoolClient: AccessTokenValidity). */

export const DEFAULT_TOKEN_MINUTES = 60;

const MINUTES = { seconds: 1 / 60, minutes: 1, hours: 60, days: 1440 };

export function tokenMinutes(validity: number | undefined, unit: keyof typeof MINUTES = 'hours'): number {
  return validity === undefined ? DEFAULT_TOKEN_MINUTES : validity * MINUTES[unit];
}
