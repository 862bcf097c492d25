/** Fills in the defaults of the props that set up functions, and stops the synth for a value that cannot be deployed. */
import { Duration } from 'aws-cdk-lib';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { NamesOf } from '../cdk/known-names';
import { checkDuration, checkWhole, invalid, isList, isObject } from '../cdk/synth-errors';
import type { FunctionProps } from './function-props';

export type FunctionDefaults = Required<
  Pick<
    FunctionProps,
    'authorizerMemorySize' | 'managementMemorySize' | 'managementTimeout' | 'architecture' | 'tracing' | 'logRetention'
  >
>;

export const functionDefaults = (props: FunctionProps): FunctionDefaults => ({
  authorizerMemorySize: props.authorizerMemorySize ?? 512,
  managementMemorySize: props.managementMemorySize ?? 512,
  managementTimeout: props.managementTimeout ?? Duration.seconds(10),
  architecture: props.architecture ?? Architecture.ARM_64,
  tracing: props.tracing ?? true,
  logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
});

export const FUNCTION_PROPS: NamesOf<FunctionProps> = {
  reservedConcurrency: true,
  authorizerMemorySize: true,
  managementMemorySize: true,
  managementTimeout: true,
  architecture: true,
  tracing: true,
  logRetention: true,
  logEncryptionKey: true,
  vpc: true,
  vpcSubnets: true,
  securityGroups: true,
};

/** Security groups that a network interface can have (https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html). */
const MOST_SECURITY_GROUPS = 5;

export function checkFunctions(settings: FunctionProps & FunctionDefaults): void {
  const { reservedConcurrency = 1, architecture, logRetention } = settings;
  checkWhole('reservedConcurrency', reservedConcurrency, {});
  for (const prop of ['authorizerMemorySize', 'managementMemorySize'] as const)
    checkWhole(prop, settings[prop], { unit: 'MiB', least: 128, most: 10_240 });
  checkDuration('managementTimeout', settings.managementTimeout, { unit: 'seconds', least: 5, most: 29 });
  if (architecture !== Architecture.ARM_64 && architecture !== Architecture.X86_64)
    invalid('architecture', nameOf(architecture), 'Architecture.ARM_64 or Architecture.X86_64');
  if (!Object.values(RetentionDays).includes(logRetention))
    invalid('logRetention', logRetention, 'a value of RetentionDays, such as RetentionDays.ONE_YEAR');
  checkNetwork(settings);
}

/** An app in JavaScript may pass the text `arm64`. */
const nameOf = (architecture: Architecture): unknown => (isObject(architecture) ? architecture.name : architecture);

function checkNetwork({ vpc, vpcSubnets, securityGroups }: FunctionProps): void {
  if (vpc === undefined)
    for (const [prop, value] of Object.entries({ vpcSubnets, securityGroups }))
      if (value !== undefined) invalid('vpc', vpc, `the VPC that ${prop} belongs to`);
  if (securityGroups === undefined) return;
  if (!isList(securityGroups))
    invalid('the type of securityGroups', typeof securityGroups, 'a list of security groups');
  checkWhole('the number of securityGroups', securityGroups.length, { most: MOST_SECURITY_GROUPS });
}
