/**
 * Prints the rooms, the arrows between them, circles among files, and the way of two calls through lambda/. With
 * `--write` it also updates the block in docs/architecture.md, which has no counts of lines.
 *
 *     npm run architecture -- --write
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as graph from '../test/support/import-graph';
import { authorizerCall, type CallTrace, managementRead } from '../test/support/call-trace';

/** Target of a call's depth, from the handler to the client's `send`. */
const MOST_FRAMES = 10;

function roomLine(room: string): string {
  const files = graph.FILES.filter((file) => graph.roomOf(file) === room);
  const lines = files.reduce((sum, file) => sum + graph.textOf(file).split('\n').length - 1, 0);
  return `  ${room.padEnd(20)}${String(files.length).padStart(3)} files${String(lines).padStart(7)} lines`;
}

function arrowLine(room: string): string {
  const targets = graph.targetsOf(graph.ROOM_ARROWS, room);
  const counts = graph.ROOMS.map((to) => [to, targets.filter((target) => target === to).length] as const);
  const named = counts.filter(([, count]) => count > 0).map(([to, count]) => `${to.replace('lambda/', '')} ${count}`);
  return `  ${room.padEnd(20)}-> ${named.join(', ') || 'none'}`;
}

const callText = (name: string, { files, frames }: CallTrace): string[] => [
  `${name} uses ${files.length} files of lambda/:`,
  ...files.map((file) => `  ${file}`),
  `${frames.length} frames from the handler to the client’s send (target: ${MOST_FRAMES} at most; => has no name):`,
  ...frames.map((frame) => `  ${frame}`),
];

async function architectureText(): Promise<string> {
  const circle = graph.circleIn(graph.FILE_ARROWS);
  return [
    'Rooms',
    ...graph.ROOMS.map(roomLine),
    '',
    'Arrows: a room imports other rooms, with the number of import lines',
    ...graph.ROOMS.map(arrowLine),
    '',
    `Circles among files: ${circle.join(' > ') || 'none'}`,
    '',
    ...callText('An authorizer call with an API key', await authorizerCall()),
    '',
    ...callText('GET /v1/accounts/{accountId}/keys/{keyId}', await managementRead()),
    '',
  ].join('\n');
}

const PAGE = 'docs/architecture.md';
const BLOCK = /(?<=<!-- npm run architecture -->\n)[^]*(?=\n<!-- end -->)/;

async function main(): Promise<void> {
  const text = await architectureText();
  process.stdout.write(text);
  if (!process.argv.includes('--write')) return;
  const block = `\`\`\`text\n${text.replace(/ +\d+ lines$/gm, '')}\`\`\``;
  const page = graph.textOf(PAGE).replace(BLOCK, () => block);
  writeFileSync(join(graph.ROOT, PAGE), page);
}

void main();
