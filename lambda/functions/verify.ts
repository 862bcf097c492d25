/** Serves `POST /verify`, where services that are not behind API Gateway check a credential. */
import { keyDoorSettings, tokenSettings } from '../aws/settings/door-settings';
import { managementSettings } from '../aws/settings/function-settings';
import { RECORD_CODECS } from '../aws/dynamodb/codecs/record-codecs';
import { signedReads } from '../aws/dynamodb/signed-reader';
import { SignedClient } from '../aws/dynamodb/signed-client';
import { signedUseNotes } from '../aws/dynamodb/signed-use-notes';
import { BoundedMap } from '../domain/bounded-map';
import type { Instant } from '../domain/model';
import { verifyEndpoints } from '../management/endpoints/verify';
import type { UseNotes } from '../management/operations/verify-credential';
import type { Invocation } from './wiring/invocation';
import { operatorServing, served } from './wiring/serving';
import { tokenTrust } from './wiring/token-trust';

/** Credentials whose last note a process remembers. */
const MOST_NOTED = 10_000;

const serving = operatorServing('verify', signedReads(process.env, RECORD_CODECS));
const trustIn = tokenTrust(tokenSettings(process.env));
const { countsUsage, tableName } = managementSettings(process.env);
const { keyPrefixes } = keyDoorSettings(process.env);
const notesIn = signedUseNotes(tableName, new SignedClient(process.env));
const noted = new BoundedMap<string, Instant>(MOST_NOTED);

const useNotes = (invocation: Invocation): UseNotes => ({
  noted,
  note: notesIn(invocation),
  onFailure: (error) => invocation.log.failure({ requestId: 'none', at: 'note of a use', error }),
});

export const handler = served(verifyEndpoints, {
  ...serving,
  depsIn: (invocation) => ({
    ...serving.depsIn(invocation),
    keyPrefixes,
    trust: trustIn(invocation),
    useNotes: countsUsage ? useNotes(invocation) : undefined,
  }),
});
