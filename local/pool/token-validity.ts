/** How long a token lives (Amazon Cognito API reference, CreateUserPoolClient: AccessTokenValidity and the like). */

export const DEFAULT_TOKEN_MINUTES = 60;

/** Of a refresh token: 30 days. */
export const DEFAULT_REFRESH_MINUTES = 43_200;

const MINUTES = { seconds: 1 / 60, minutes: 1, hours: 60, days: 1440 };

export function tokenMinutes(validity: number | undefined, unit: keyof typeof MINUTES = 'hours'): number {
  return validity === undefined ? DEFAULT_TOKEN_MINUTES : validity * MINUTES[unit];
}
