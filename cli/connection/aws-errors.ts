/** What AWS answered in place of what was asked for: a script tells by the exit code whether to name, sign in, ask or wait. */
import { UsageError } from '../declaration';

/** `missing`: no such stack or no such part of it. `passing`: AWS cannot answer now, or cannot be reached. */
export type AwsTrouble = 'missing' | 'credentials' | 'denied' | 'passing';

export class AwsError extends Error {
  override readonly name = 'AwsError';

  constructor(
    readonly kind: AwsTrouble,
    message: string,
  ) {
    super(message);
  }
}

/** CloudFormation names a stack that is not there by its message alone (DescribeStacks, ListStackResources). */
const MISSING = /^(?:ResourceNotFound(?:Exception)?|(?:ValidationError|ValidationException):.* does not exist)/;
/** Common errors of AWS's APIs about who signed, and those of the SDK that finds no credentials to sign with. */
const CREDENTIALS =
  /^(?:CredentialsProviderError|TokenProviderError|ExpiredToken|RequestExpired|InvalidClientTokenId|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|MissingAuthenticationToken|IncompleteSignature|InvalidAccessKeyId)/;
const DENIED = /^(?:AccessDenied|NotAuthorized|UnauthorizedOperation|OptInRequired|Forbidden)/;
const WRONG = /^(?:ValidationError|ValidationException|InvalidParameter)/;
const NO_REGION = /Region is missing/;

const HINTS: Readonly<Record<AwsTrouble, string>> = {
  missing: 'cannot be found',
  credentials: 'cannot be reached without AWS credentials that are valid',
  denied: 'may not be used with these AWS credentials',
  passing: 'cannot be reached now',
};

/** `what` is what was read, for example `stack Orders`. */
export function awsErrorOf(what: string, error: unknown): AwsError | UsageError {
  if (error instanceof AwsError || error instanceof UsageError) return error;
  const why = (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).split('\n')[0] ?? '';
  if (MISSING.test(why)) return told('missing');
  if (NO_REGION.test(why)) return new UsageError(`${what} needs a Region: --region, or AWS_REGION`);
  if (WRONG.test(why)) return new UsageError(`${what} cannot be read: ${why}`);
  if (CREDENTIALS.test(why)) return told('credentials');
  return told(DENIED.test(why) || statusOf(error) === 403 ? 'denied' : 'passing');

  function told(kind: AwsTrouble): AwsError {
    return new AwsError(kind, `${what} ${HINTS[kind]}: ${why}`);
  }
}

/** Waits for an answer of AWS; throws what `awsErrorOf` makes of a failure. */
export async function asked<Value>(what: string, reading: Promise<Value>): Promise<Value> {
  try {
    return await reading;
  } catch (error) {
    throw awsErrorOf(what, error);
  }
}

/** The HTTP status of an error of the SDK. */
function statusOf(error: unknown): number | undefined {
  const { $metadata: metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return metadata?.httpStatusCode;
}
