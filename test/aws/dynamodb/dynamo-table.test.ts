import { tableContract } from '../../contracts/table.contract';
import { openLocalTable } from '../../support/local-table';

describe('the table over DynamoDB', () => {
  tableContract(() => openLocalTable());
});
