/** The addresses and credentials of a run that is ready. */
import type { Seeded } from './seed';

/** The members of the line that `--json` prints. */
export interface Facts extends Seeded {
  /** The guarded API with its stage, without a slash at its end. */
  readonly apiUrl: string;
  /** Ends in `/v1`. */
  readonly managementUrl: string;
  readonly tokenUrl: string;
  /** What tokens name as `iss`: the issuer at AWS. Nothing is fetched from it. */
  readonly issuer: string;
  /** Where the keys are that sign the tokens. */
  readonly keySetUrl: string;
  readonly userPoolId: string;
  /** Set when the stack has a token cache. */
  readonly cachedTokenUrl?: string | undefined;
  /** Where people sign in; set when the stack has a portal. */
  readonly portalUrl?: string | undefined;
  readonly tableEndpoint: string;
  readonly tableName: string;
  readonly controlUrl?: string | undefined;
}
