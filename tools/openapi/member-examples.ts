/** The examples of the document about people. */
import { ACCOUNT_ID, ACTOR, CREATED_AT, SUBJECT } from './example-values';

const MEMBER = {
  subject: SUBJECT,
  email: 'ada@example.com',
  role: 'developer',
  createdAt: CREATED_AT,
  createdBy: ACTOR,
  version: 1,
};

export const MEMBER_REQUESTS = {
  InviteMember: { email: MEMBER.email, role: MEMBER.role },
  UpdateMember: { role: 'owner' },
} as const;

export const MEMBER_REPLIES = {
  Member: { whole: MEMBER },
  Members: { whole: { items: [MEMBER] } },
  Me: {
    whole: {
      subject: SUBJECT,
      email: MEMBER.email,
      operator: false,
      sourceIp: '203.0.113.7',
      accounts: [{ id: ACCOUNT_ID, name: 'Acme Corp', role: MEMBER.role }],
    },
  },
} as const;
