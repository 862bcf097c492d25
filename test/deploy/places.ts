/** Where the check keeps its files, and by which names of AWS what it starts is reached. */
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');
export const REPORT = join(ROOT, 'reports', 'deploy.json');
export const SCRATCH = join(ROOT, '.local', 'deploy');
export const PYTHON = join(SCRATCH, 'python', 'bin', 'python');
export const EMULATOR_LOG = join(SCRATCH, 'emulator.log');
/** Removed at the end: certificate, temporary files of the emulator and of the CDK, cloud assemblies. */
export const TEMPORARY = join(SCRATCH, 'temporary');
export const CERTIFICATE = join(TEMPORARY, 'certificate.pem');
export const CERTIFICATE_KEY = join(TEMPORARY, 'certificate.key');

export const REGION = 'us-east-1';
/** The emulator takes a name that ends so for one of its own. */
export const AWS_HOST = `${REGION}.amazonaws.com`;
/** Of the key set of a user pool. */
export const COGNITO_HOST = `cognito-idp.${AWS_HOST}`;
/** The names that functions and callers use over TLS. */
export const CERTIFIED = [COGNITO_HOST, `*.execute-api.${AWS_HOST}`, `*.auth.${REGION}.amazoncognito.com`];
/** Free, as the namespace has a loopback of its own. */
export const EMULATOR_PORT = 4566;
export const EMULATOR = `http://127.0.0.1:${EMULATOR_PORT}`;
