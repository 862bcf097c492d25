import { planMark } from '../../lambda/engine/plan-marks';
import { KEY_ID } from '../support/records';

it('marks an owner with a text that no other mark has', () => {
  let next = 0;
  const random = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(next++);

  const marks = [planMark({ random }, KEY_ID), planMark({ random }, KEY_ID)];

  expect(marks).toEqual([
    { type: 'mark', record: { kind: 'planMark', ownerId: KEY_ID, mark: '0000000000' } },
    { type: 'mark', record: { kind: 'planMark', ownerId: KEY_ID, mark: '1111111111' } },
  ]);
});
