/** Deployed functions of the management API, in the order in which the stack makes them. */
export const MANAGEMENT_FUNCTIONS = [
  'accounts',
  'keys',
  'clients',
  'events',
  'revocations',
  'catalogue',
  'verify',
  'members',
] as const;
export type ManagementFunction = (typeof MANAGEMENT_FUNCTIONS)[number];
