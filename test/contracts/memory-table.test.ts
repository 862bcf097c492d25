import { MemoryTable } from '../support/memory-table';
import { tableContract } from './table.contract';

describe('the table in memory', () => {
  tableContract(async () => ({ table: new MemoryTable(), close: async () => undefined }));
});
