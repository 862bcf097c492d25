/** The names that the OpenAPI document gives to the bodies of requests. */
import type * as z from 'zod';
import { createAccountBody, updateAccountBody } from '../../lambda/management/endpoints/parts/account-bodies';
import * as clientBodies from '../../lambda/management/endpoints/parts/client-bodies';
import {
  importKeysBody,
  issueKeyBody,
  revokeKeysBody,
  rotateKeyBody,
  updateKeyBody,
} from '../../lambda/management/endpoints/parts/key-bodies';
import { inviteMemberBody, updateMemberBody } from '../../lambda/management/endpoints/members';
import { revokeBody } from '../../lambda/management/endpoints/parts/request-parts';
import { revocationBody } from '../../lambda/management/endpoints/revocations';
import { verifyBody } from '../../lambda/management/endpoints/verify';
import { emptyBody } from '../../lambda/management/wire/request-shape';

/** The schema of each request body, by its name in the document. */
export const BODIES: Readonly<Record<string, z.ZodType>> = {
  CreateAccount: createAccountBody,
  UpdateAccount: updateAccountBody,
  IssueKey: issueKeyBody,
  ImportKeys: importKeysBody,
  UpdateKey: updateKeyBody,
  RotateKey: rotateKeyBody,
  Revoke: revokeBody,
  RevokeKeys: revokeKeysBody,
  IssueClient: clientBodies.issueClientBody,
  AdoptClient: clientBodies.adoptClientBody,
  UpdateClient: clientBodies.updateClientBody,
  IssueOperator: clientBodies.issueOperatorBody,
  InviteMember: inviteMemberBody,
  UpdateMember: updateMemberBody,
  Revocation: revocationBody,
  Verify: verifyBody,
  Empty: emptyBody,
};
