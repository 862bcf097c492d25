import fc from 'fast-check';
import { isAddress, networkError, networksAllow } from '../../lambda/domain/networks';
import { fastestOf } from '../support/timing';

const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
const groups = fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 });
const v4 = (list: readonly number[]) => list.join('.');
const v6 = (list: readonly number[]) => list.map((group) => group.toString(16)).join(':');
/** Clears all bits after the first `bits`; each value of the list has `unit` bits. */
const masked = (list: readonly number[], bits: number, unit: number) =>
  list.map((value, at) => {
    const kept = Math.min(Math.max(bits - at * unit, 0), unit);
    return value - (value % 2 ** (unit - kept));
  });

describe('a network', () => {
  test.each([
    '0.0.0.0/0',
    '203.0.113.0/24',
    '203.0.113.7/32',
    '255.255.255.255/32',
    '::/0',
    '::1/128',
    '1::/16',
    '2001:db8::/32',
    '2001:DB8:0:0:0:0:0:0/32',
    'fe80::/10',
    '::ffff:203.0.113.0/120',
    '::ffff:0:0/96',
    '1:2:3:4:5:6:7::/112',
    '::192.0.2.1/128',
    '0000:0000:0000:0000:0000:ffff:255.255.255.255/128',
  ])('%s is one', (text) => {
    expect(networkError(text)).toBeUndefined();
  });

  test.each([
    '',
    '/',
    '/24',
    '203.0.113.7',
    '::1',
    '203.0.113.0/',
    '203.0.113.0/33',
    '203.0.113.0/-1',
    '203.0.113.0/024',
    '203.0.113.0/2 4',
    '203.0.113.0/24/8',
    '203.0.113.0/255.255.255.0',
    '203.0.113.1/24',
    '128.0.0.0/0',
    '010.0.0.0/8',
    '10.0.0.00/8',
    '127.1/32',
    '127/8',
    '2130706433/32',
    '0x7f.0.0.1/32',
    '256.0.0.0/8',
    '1.2.3/24',
    '1.2.3.4.5/32',
    ' 10.0.0.0/8',
    '10.0.0.0/8 ',
    '10.0.0.0/8\n',
    '10.0.0.0\n/8',
    '1٠.0.0.0/8',
    '+1.0.0.0/8',
    '1e1.0.0.0/8',
    '::/129',
    '::1/64',
    '2001:db8::1/32',
    ':::/0',
    '1:::2/128',
    '::1::/128',
    ':1:2:3:4:5:6:7/128',
    '1:2:3:4:5:6:7:/128',
    '1:2:3:4:5:6:7/128',
    '1:2:3:4:5:6:7:8:9/128',
    '1:2:3:4:5:6:7:8::/128',
    '12345::/16',
    'g::/16',
    'fe80::%eth0/64',
    'fe80::/64%1',
    '[::1]/128',
    '::ffff:203.0.113.07/128',
    '::ffff:203.0.113/128',
    '::ffff:203.0.113.1/96',
    '::ffff:203.0.113.0/64',
    '1.2.3.4::/128',
    '::1.2.3.4:5/128',
    '::1.2.3.4.5/128',
    '*',
    'localhost/8',
    `${'0'.repeat(60)}::/0`,
  ])('%j is none', (text) => {
    expect(networkError(text)).toBeDefined();
    expect(networksAllow([text], '203.0.113.7')).toBe(false);
    expect(networksAllow([text], '::1')).toBe(false);
  });

  test.each([
    ['203.0.113.1/24', 'hostBits'],
    ['2001:db8::1/32', 'hostBits'],
    ['203.0.113.7', 'noPrefix'],
    ['2001:db8::1', 'noPrefix'],
    ['203.0.113.0/33', 'malformed'],
    ['203.0.113.0/255.255.255.0', 'malformed'],
    ['203.0.113', 'malformed'],
  ])('%s is refused with the reason %s', (text, reason) => {
    expect(networkError(text)).toBe(reason);
  });

  test('holds exactly the IPv4 addresses that share its prefix', () => {
    fc.assert(
      fc.property(octets, octets, fc.nat(32), (base, other, bits) => {
        const network = `${v4(masked(base, bits, 8))}/${bits}`;
        const same = v4(masked(base, bits, 8)) === v4(masked(other, bits, 8));

        expect(networkError(network)).toBeUndefined();
        expect(networksAllow([network], v4(base))).toBe(true);
        expect(networksAllow([network], v4(other))).toBe(same);
      }),
    );
  });

  test('holds exactly the IPv6 addresses that share its prefix', () => {
    fc.assert(
      fc.property(groups, groups, fc.nat(128), (base, other, bits) => {
        const network = `${v6(masked(base, bits, 16))}/${bits}`;
        const same = v6(masked(base, bits, 16)) === v6(masked(other, bits, 16));

        expect(networkError(network)).toBeUndefined();
        expect(networksAllow([network], v6(base))).toBe(true);
        expect(networksAllow([network], v6(other))).toBe(same);
      }),
    );
  });

  test('and an address may each be spelled as IPv4-mapped IPv6 without changing the answer', () => {
    fc.assert(
      fc.property(octets, octets, fc.nat(32), (base, other, bits) => {
        const prefix = v4(masked(base, bits, 8));
        const plain = networksAllow([`${prefix}/${bits}`], v4(other));

        expect(networksAllow([`::ffff:${prefix}/${bits + 96}`], v4(other))).toBe(plain);
        expect(networksAllow([`${prefix}/${bits}`], `::FFFF:${v4(other)}`)).toBe(plain);
        expect(networksAllow([`::ffff:${prefix}/${bits + 96}`], `0:0:0:0:0:ffff:${v4(other)}`)).toBe(plain);
      }),
    );
  });
});

describe('a list of networks', () => {
  test('admits everybody when it is absent and nobody when it is empty', () => {
    expect(networksAllow(undefined, 'anything')).toBe(true);
    expect(networksAllow([], '203.0.113.7')).toBe(false);
    expect(networksAllow([], '::1')).toBe(false);
  });

  test('admits an address that one of its networks holds', () => {
    expect(networksAllow(['198.51.100.0/24', '203.0.113.0/24'], '203.0.113.7')).toBe(true);
    expect(networksAllow(['198.51.100.0/24', 'junk'], '203.0.113.7')).toBe(false);
  });

  test('never lets all of one family stand for the other', () => {
    expect(networksAllow(['::/0'], '203.0.113.7')).toBe(false);
    expect(networksAllow(['::/0'], '::ffff:203.0.113.7')).toBe(false);
    expect(networksAllow(['::/0'], '2001:db8::1')).toBe(true);
    expect(networksAllow(['0.0.0.0/0'], '2001:db8::1')).toBe(false);
    expect(networksAllow(['0.0.0.0/0'], '::203.0.113.7')).toBe(false);
    expect(networksAllow(['::ffff:0:0/96'], '203.0.113.7')).toBe(true);
  });

  test.each(['', 'test-invoke-source-ip', '203.0.113.7, 10.0.0.1', '203.0.113.7:443', '203.0.113.07', 'fe80::1%eth0'])(
    'admits nobody who comes from %j',
    (sourceIp) => {
      expect(networksAllow(['0.0.0.0/0', '::/0'], sourceIp)).toBe(false);
    },
  );

  test('is answered for any strings at all without a throw', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (network, ip) => networksAllow([network], ip) || true));
  });

  test('is parsed once, and asked again without a look at its texts', () => {
    let looks = 0;
    const networks = new Proxy(['198.51.100.0/24', '203.0.113.0/24'], {
      get: (list, name) => {
        looks += 1;
        return Reflect.get(list, name) as unknown;
      },
    });

    const first = networksAllow(networks, '203.0.113.7');
    looks = 0;
    const answers = ['203.0.113.7', '198.51.100.7', '192.0.2.7', '::1'].map((ip) => networksAllow(networks, ip));

    expect([first, answers, looks]).toEqual([true, [true, true, false, false], 0]);
  });

  test('of baits is answered within 20 ms', () => {
    const baits = [`${':'.repeat(1e6)}/0`, `${'1.'.repeat(500_000)}/0`, '/'.repeat(1e6)];

    expect(baits.map(networkError)).toEqual(Array(3).fill('malformed'));
    expect(fastestOf(() => networksAllow(baits, '203.0.113.7'))).toBeLessThan(20);
  });
});

describe('an address', () => {
  test.each(['0.0.0.0', '203.0.113.7', '::', '::1', '2001:DB8::7', '::ffff:203.0.113.7', '1:2:3:4:5:6:192.0.2.1'])(
    '%s is one',
    (text) => {
      expect(isAddress(text)).toBe(true);
    },
  );

  test.each([
    '',
    ':',
    'localhost',
    '203.0.113.7/32',
    '203.0.113.07',
    ' 203.0.113.7',
    '203.0.113.7:443',
    '[::1]',
    'fe80::1%eth0',
    '2130706433',
    '::1,::2',
    `${'0'.repeat(60)}::1`,
  ])('%j is none', (text) => {
    expect(isAddress(text)).toBe(false);
  });
});
