import { MemoryNativeKeys } from '../support/memory-native-keys';
import { nativeKeysContract } from './native-keys.contract';

describe('native keys in memory', () => {
  nativeKeysContract(async () => ({
    nativeKeys: new MemoryNativeKeys({ usagePlanIds: ['up1', 'up2'], mostKeys: 12, pageSize: 5 }),
    usagePlans: { free: 'up1', pro: 'up2' },
    most: 12,
    close: async () => undefined,
  }));
});
