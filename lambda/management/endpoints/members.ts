/** The endpoints of people: who somebody is, and who belongs to an account. */
import * as z from 'zod';
import { inviteMember } from '../operations/members/invite-member';
import { removeMember, updateMember } from '../operations/members/member-changes';
import { listMembers, readMe } from '../operations/members/member-reads';
import type { MembersDeps } from '../operations/members/people-deps';
import { memberInvitedReply, memberReply, membersReply, meReply, noContent } from '../wire/replies';
import { pathAndBody, pathOnly } from '../wire/request-shape';
import { endpoint } from './endpoint';
import { accountParams, memberParams, NO_MEMBER, noParams, role } from './parts/request-parts';
import { THROTTLE_OF_REVOKING } from './parts/throttles';

/** Cognito takes names of users up to 128 characters (Cognito API reference, AdminCreateUser). */
const email = z
  .email('Must be an e-mail address, such as "ada@example.com".')
  .max(128, 'Must have at most 128 characters.')
  .meta({ examples: ['ada@example.com'] });

export const inviteMemberBody = z.strictObject({ email, role });
export const updateMemberBody = z.strictObject({ role });

export const memberEndpoints = [
  endpoint({
    route: 'GET /me',
    function: 'members',
    id: 'readMe',
    summary: 'Say who I am',
    description: 'For people who signed in to the portal: their accounts, and what they may do in each.',
    scopes: [],
    people: 'viewer',
    ...pathOnly(noParams),
    problems: ['too-many-requests'],
    run: (deps: MembersDeps, call) => readMe(deps, call),
    reply: meReply,
  }),
  endpoint({
    route: 'GET /accounts/{accountId}/members',
    function: 'members',
    id: 'listMembers',
    summary: 'List an account’s members',
    description: 'All of them: an account has at most 100.',
    scopes: ['read:accounts'],
    people: 'viewer',
    ...pathOnly(accountParams),
    problems: ['account-not-found'],
    run: (deps, call, { path }) => listMembers(deps, call, path),
    reply: membersReply,
  }),
  endpoint({
    route: 'POST /accounts/{accountId}/members',
    function: 'members',
    id: 'inviteMember',
    summary: 'Invite a person',
    description:
      'Makes the person with this e-mail address a member. Amazon Cognito sends an invitation with a password to a person ' +
      'who has not signed in yet, and one in a quarter of an hour, whichever account invites the person. To send another ' +
      'invitation, send the request again: it changes nothing else. A member who was deleted in the user pool is replaced.',
    scopes: ['write:accounts'],
    people: 'owner',
    ...pathAndBody(accountParams, inviteMemberBody),
    problems: ['account-not-found', 'account-suspended', 'member-exists', 'member-limit-reached', 'too-many-requests'],
    run: (deps: MembersDeps, call, { path, body }) => inviteMember(deps, call, { ...path, ...body }),
    reply: memberInvitedReply,
  }),
  endpoint({
    route: 'PATCH /accounts/{accountId}/members/{subject}',
    function: 'members',
    id: 'updateMember',
    summary: 'Change a member’s role',
    description: 'From the next request on. A member cannot take the role of the last owner away; an operator can.',
    scopes: ['write:accounts'],
    people: 'owner',
    ...pathAndBody(memberParams, updateMemberBody),
    conditional: true,
    problems: [...NO_MEMBER, 'last-owner', 'version-conflict'],
    run: (deps, call, { path, body, ifMatch }) => updateMember(deps, call, { ...path, ...body, ifMatch }),
    reply: memberReply,
  }),
  endpoint({
    route: 'DELETE /accounts/{accountId}/members/{subject}',
    function: 'members',
    id: 'removeMember',
    summary: 'Remove a member',
    description:
      'The person is refused from the next request on. The keys and clients that the person made stay, as they are the ' +
      'account’s. A member cannot remove the last owner; an operator can.',
    scopes: ['write:accounts'],
    people: 'owner',
    ...pathOnly(memberParams),
    throttle: THROTTLE_OF_REVOKING,
    problems: [...NO_MEMBER, 'last-owner'],
    run: (deps, call, { path }) => removeMember(deps, call, path),
    reply: noContent,
  }),
];
