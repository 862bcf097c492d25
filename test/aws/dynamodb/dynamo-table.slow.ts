import type { Ref } from '../../../lambda/domain/ports/table';
import { tableContract } from '../../contracts/table.contract';
import { openLocalTable } from '../../support/local-table';

describe('the table over DynamoDB', () => {
  tableContract(() => openLocalTable());
});

describe('the table over DynamoDB, read with signed requests', () => {
  tableContract(async () => {
    const local = await openLocalTable();
    const read = (refs: readonly Ref[]) => local.signedReader.read(refs);
    return { table: Object.assign(local.table, { read }), close: () => local.close() };
  });
});
