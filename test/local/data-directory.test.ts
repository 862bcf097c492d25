/** A data directory is for the assembly it was made for, and says which that is. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readAssembly } from '../../local/assembly/assembly';
import { claimDirectory, partOf } from '../../local/data-directory';
import { buildModel, type LocalModel } from '../../local/model/model';
import { ensureAssembly } from '../support/assembly';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'data-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

async function modelWith(context: Record<string, string> = {}): Promise<LocalModel> {
  return buildModel(readAssembly(await ensureAssembly(context)));
}

test('it is taken again by the same assembly, however its routes and scopes change', async () => {
  const model = await modelWith();
  const less = { ...model, apis: [], functions: model.functions.slice(0, -1) };

  claimDirectory(directory, ['Orders'], model);

  expect(() => claimDirectory(directory, ['Orders'], less)).not.toThrow();
}, 60_000);

test.each([
  ['name', { name: 'parcels' }, /orders-management.*parcels-management/],
  ['environment', { environment: 'test' }, /_live.*_test/],
])(
  'an assembly of another %s is refused with one line that names both',
  async (_, context, both) => {
    claimDirectory(directory, ['Orders'], await modelWith());
    const other = await modelWith(context);

    const claim = () => claimDirectory(directory, ['Orders'], other);

    expect(claim).toThrow(both);
    expect(claim).toThrow(/^the data in \S+ were made for .*: use another --data$/);
  },
  60_000,
);

test('another stack is refused', async () => {
  const model = await modelWith();
  claimDirectory(directory, ['Orders'], model);

  expect(() => claimDirectory(directory, ['Parcels'], model)).toThrow('made for stacks Orders,');
}, 60_000);

test('a place where no folder can be is refused with one line', () => {
  expect(() => partOf(__filename, 'table')).toThrow(/^the data directory \S+ cannot be made: [^\n]+$/);
});
