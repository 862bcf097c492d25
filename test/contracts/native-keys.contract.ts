/** What every `NativeKeys` port must do: the adapter for API Gateway and the native keys in memory. */
import type { NativeKey, NativeKeys } from '../../lambda/domain/ports/native-keys';
import type { Page } from '../../lambda/domain/ports/table';

export interface OpenNativeKeys {
  readonly nativeKeys: NativeKeys;
  /** The usage plans `free` and `pro`, of one stage. */
  readonly usagePlans: { readonly free: string; readonly pro: string };
  /** How many native keys may be made. */
  readonly most: number;
  close(): Promise<void>;
}

const NAME = 'orders-live-0a1b2c3d-free-Acc0000001';
const nth = (n: number): string => `orders-live-0a1b2c3d-free-Acc${String(n).padStart(7, '0')}`;
const ABSENT: NativeKey = { nativeKeyId: 'gone', name: NAME };

export const keyValue = <T>(answer: { readonly ok: true; readonly value: T } | { readonly ok: false }): T => {
  if (!answer.ok) throw new Error(`refused: ${JSON.stringify(answer)}`);
  return answer.value;
};
const refused = (refusal: string) => ({ ok: false, refusal });

async function namesIn(list: (after?: string) => Promise<Page<NativeKey>>): Promise<string[]> {
  const names: string[] = [];
  let after: string | undefined;
  do {
    const page = await list(after);
    names.push(...page.items.map(({ name }) => name));
    after = page.next;
  } while (after !== undefined);
  return names.sort();
}

export function nativeKeysContract(open: () => Promise<OpenNativeKeys>): void {
  let opened: OpenNativeKeys;
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(() => opened.close());

  const listed = (prefix: string) => namesIn(async (after) => keyValue(await opened.nativeKeys.list(prefix, after)));
  const inPlan = (id: string) => namesIn(async (after) => keyValue(await opened.nativeKeys.listOfPlan(id, after)));

  it('makes a native key once: the second time it exists', async () => {
    const { nativeKeys } = opened;

    const made = await nativeKeys.create(NAME);
    const again = await nativeKeys.create(NAME);

    expect(made).toEqual({ ok: true, value: { nativeKeyId: expect.stringMatching(/^\w+$/), name: NAME } });
    expect([again, await listed(NAME)]).toEqual([refused('exists'), [NAME]]);
  });

  it('lists the native keys whose name begins so, page by page', async () => {
    const { nativeKeys, most } = opened;
    for (let n = 0; n < most - 1; n += 1) await nativeKeys.create(nth(n));
    await nativeKeys.create('shop-live-99999999-free-Acc0000001');

    const ours = await listed('orders-live-0a1b2c3d-');

    expect(ours).toEqual(Array.from({ length: most - 1 }, (_, n) => nth(n)));
    expect([await listed(nth(7)), await listed('nobody-')]).toEqual([[nth(7)], []]);
  });

  it('makes no more than there may be, until one is deleted', async () => {
    const { nativeKeys, most } = opened;
    for (let n = 1; n < most; n += 1) await nativeKeys.create(nth(n));
    const last = keyValue(await nativeKeys.create(NAME.replace('free', 'pro')));

    const full = await nativeKeys.create(nth(0));
    await nativeKeys.delete(last.nativeKeyId);

    expect([full, await nativeKeys.create(nth(0))]).toEqual([refused('full'), expect.objectContaining({ ok: true })]);
  });

  it('puts a native key into one plan of a stage, and says whether it was there', async () => {
    const { nativeKeys, usagePlans } = opened;
    const key = keyValue(await nativeKeys.create(NAME));

    const answers = [
      await nativeKeys.associate(key, usagePlans.free),
      await nativeKeys.associate(key, usagePlans.free),
      await nativeKeys.associate(key, usagePlans.pro),
    ];

    expect(answers).toEqual([{ ok: true, value: 'now' }, { ok: true, value: 'before' }, refused('taken')]);
    expect([await inPlan(usagePlans.free), await inPlan(usagePlans.pro)]).toEqual([[NAME], []]);
  });

  it('lists all native keys of a plan', async () => {
    const { nativeKeys, usagePlans, most } = opened;
    for (let n = 0; n < most; n += 1)
      await nativeKeys.associate(keyValue(await nativeKeys.create(nth(n))), usagePlans.free);

    expect(await inPlan(usagePlans.free)).toEqual(Array.from({ length: most }, (_, n) => nth(n)));
  });

  it('refuses what does not exist, and deletes it with success', async () => {
    const { nativeKeys, usagePlans } = opened;
    const key = keyValue(await nativeKeys.create(NAME));

    const answers = [
      await nativeKeys.associate(ABSENT, usagePlans.free),
      await nativeKeys.associate(key, 'gone'),
      await nativeKeys.listOfPlan('gone'),
      await nativeKeys.delete('gone'),
    ];

    expect(answers).toEqual([refused('absent'), refused('absent'), refused('absent'), { ok: true, value: undefined }]);
  });

  it('a deleted native key is in no plan, and its name can be made again', async () => {
    const { nativeKeys, usagePlans } = opened;
    const key = keyValue(await nativeKeys.create(NAME));
    await nativeKeys.associate(key, usagePlans.free);

    await nativeKeys.delete(key.nativeKeyId);

    expect([await inPlan(usagePlans.free), await listed(NAME)]).toEqual([[], []]);
    expect(keyValue(await nativeKeys.create(NAME)).nativeKeyId).not.toBe(key.nativeKeyId);
  });
}
