/**
 * Every figure that `npm run bench` measures: what is timed, what counts as 1, whom it is compared with, and what must
 * be reached. A gated row fails `npm run bench -- --gate` when it is above 1.5 times its target.
 */
export type Group = 'warm' | 'cold' | 'process' | 'size';
export type Metric = 'p50' | 'cpu' | 'requests' | 'start' | 'wall' | 'time' | 'minified' | 'gzip';

export interface Row {
  readonly group: Group;
  readonly metric: Metric;
  readonly name: string;
  /** What counts as 1; for a size or a count, the unit. */
  readonly base: string;
  /** The contender that is this product. */
  readonly product: string;
  readonly peers: readonly string[];
  readonly target: number;
  readonly isGated: boolean;
}

const OWN = 'own signed request';
const SHA = 'SHA-256 of the key';
const RSA = 'one RS256 verification';
const TABLE_PEERS = ['bare request', 'aws4', 'SDK client', 'usual stack, key'];
const TOKEN_PEERS = ['aws-jwt-verify', 'jsonwebtoken + jwks-rsa', 'fast-jwt', 'jose', 'Hono'];
const COLD_PEERS = ['SDK client', 'usual stack, key'];

type Given = Omit<Row, 'isGated' | 'peers'> & Partial<Pick<Row, 'peers'>>;
const gated = (row: Given): Row => ({ peers: [], ...row, isGated: true });
const reported = (row: Given): Row => ({ peers: [], ...row, isGated: false });

const KEY = { group: 'warm', name: 'key decision with the table', base: OWN, product: 'key' } as const;
const TOKEN = { group: 'warm', name: 'token seen before, with the table', base: OWN, product: 'token' } as const;
const DOOR = { group: 'process', metric: 'time', base: SHA } as const;

export const ROWS: readonly Row[] = [
  gated({ ...KEY, metric: 'p50', target: 1.5, peers: TABLE_PEERS }),
  gated({ ...KEY, metric: 'cpu', target: 1.7, peers: TABLE_PEERS }),
  reported({
    ...KEY,
    metric: 'p50',
    name: 'key decision with an answer that must be decoded',
    product: 'key, changed',
    target: 1.8,
  }),
  gated({
    group: 'warm',
    metric: 'p50',
    name: 'key decision in a flood of 1,000 junk keys a second',
    base: 'the same without the flood',
    product: 'key, flooded',
    target: 1.1,
  }),
  gated({ ...TOKEN, metric: 'p50', target: 1.6, peers: ['usual stack, token'] }),
  gated({ ...TOKEN, metric: 'cpu', target: 1.8, peers: ['usual stack, token'] }),
  gated({
    ...DOOR,
    base: RSA,
    name: 'token at first sight, in process',
    product: 'token, unseen',
    peers: TOKEN_PEERS,
    target: 2.3,
  }),
  gated({
    ...DOOR,
    base: RSA,
    name: 'token seen before, in process, its state still read',
    product: 'token, seen',
    peers: ['fast-jwt, cached'],
    target: 0.1,
  }),
  gated({
    group: 'cold',
    metric: 'start',
    name: 'cold: load and first answered key event, above an empty function',
    base: OWN,
    product: 'key',
    peers: COLD_PEERS,
    target: 1.35,
  }),
  gated({
    group: 'cold',
    metric: 'start',
    name: 'cold: the same with a token and its key set',
    base: OWN,
    product: 'token',
    peers: ['usual stack, token'],
    target: 2.2,
  }),
  gated({
    group: 'cold',
    metric: 'wall',
    name: 'cold: wall of the process, key event',
    base: 'empty function',
    product: 'key',
    peers: [OWN, ...COLD_PEERS],
    target: 1.6,
  }),
  gated({
    group: 'size',
    metric: 'minified',
    name: 'authorizer bundle, minified',
    base: 'KB of 1,024 bytes',
    product: 'key',
    peers: COLD_PEERS,
    target: 60,
  }),
  gated({
    group: 'size',
    metric: 'gzip',
    name: 'authorizer bundle, gzip',
    base: 'KB of 1,024 bytes',
    product: 'key',
    peers: COLD_PEERS,
    target: 22,
  }),
  gated({
    ...DOOR,
    name: 'key decision without I/O',
    product: 'decision',
    peers: ['prefixed-api-key', 'Hono bearerAuth', 'better-auth'],
    target: 3.5,
  }),
  gated({ ...DOOR, name: 'the last of 51 networks', product: 'networks', target: 8 }),
  gated({ ...DOOR, name: 'junk with a wrong checksum, no read', product: 'checksum', target: 0.6 }),
  reported({ ...DOOR, name: 'junk of another form, no read', product: 'format', target: 0.5 }),
  reported({ ...DOOR, name: 'key event as JSON to answer as JSON, without I/O', product: 'whole', target: 13 }),
  reported({
    ...DOOR,
    name: 'make a key and its hash',
    product: 'issue',
    peers: ['prefixed-api-key, issue', 'better-auth, issue'],
    target: 5,
  }),
  reported({
    group: 'warm',
    metric: 'p50',
    name: 'issue a key through the management API',
    base: 'its read and its transaction alone, by the SDK',
    product: 'issue',
    target: 1.1,
  }),
  reported({
    group: 'warm',
    metric: 'p50',
    name: 'list 100 keys through the management API',
    base: 'own signed query, the answer parsed',
    product: 'list',
    target: 2.2,
  }),
  reported({
    ...KEY,
    metric: 'requests',
    name: 'requests to the table for a key decision',
    base: 'requests, all of them reads',
    target: 1,
    peers: ['usual stack, key'],
  }),
];

/** How much more than the target a noisy machine may show before the gate fails. */
const GENEROSITY = 1.5;
export const limitOf = ({ target }: Row): number => GENEROSITY * target;
