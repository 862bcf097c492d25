import type { Ref } from '../../../lambda/domain/ports/table';
import { tableContract } from '../../contracts/table.contract';
import { openLocalTable } from '../../support/local-table';

describe('the table over DynamoDB', () => {
  tableContract(() => openLocalTable());
});

describe('the table over DynamoDB, read with signed requests', () => {
  tableContract(async () => {
    const { table, signedReader, close } = await openLocalTable();
    return { table: Object.assign(table, { read: (refs: readonly Ref[]) => signedReader.read(refs) }), close };
  });
});
