import { AddressRanges, parseRange } from '../../../src/shared/address-ranges';
import { parseAddress } from '../../../src/shared/ip-address';

const has = (range: string, address: string) =>
  new AddressRanges([range]).has(parseAddress(address)!);

describe('a range of addresses', () => {
  it.each([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.0.0.0/8', '::ffff:10.1.2.3', true],
    ['10.9.9.9/8', '10.0.0.1', true],
    ['192.0.2.1', '192.0.2.1', true],
    ['192.0.2.1', '192.0.2.2', false],
    ['192.0.2.1/32', '::ffff:c000:201', true],
    ['192.0.2.128/25', '192.0.2.127', false],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['::/0', '203.0.113.9', true],
    ['::ffff:10.0.0.0/104', '10.1.2.3', true],
    ['::ffff:10.0.0.0/104', '11.1.2.3', false],
    ['::ffff:10.0.0.1', '10.0.0.1', true],
    ['2001:db8::/32', '2001:DB8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['2001:db8::/33', '2001:db8:8000::1', false],
    ['::1', '0:0:0:0:0:0:0:1', true],
  ])('%s holds %s: %p', (range, address, expected) => {
    expect(has(range, address)).toBe(expected);
  });

  it.each([
    ...['', '10.0.0.0/33', '10.0.0/8', '10.0.0.0/', '10.0.0.0/-1', '10.0.0.0/8/8', '10.0.0.0 /8'],
    ...['010.0.0.1', 'localhost', '::/129', '::ffff:10.0.0.0/95', '2001:db8::g', '1.2.3.4/0x8'],
  ])('is not "%s"', (text) => {
    expect(parseRange(text)).toBeUndefined();
    expect(() => new AddressRanges([text])).toThrow('no range');
  });

  it('may be one of several, and of none holds nothing', () => {
    const ranges = new AddressRanges(['10.0.0.0/8', '::1']);
    expect(['10.1.1.1', '::1', '11.1.1.1', '::2'].map((text) => ranges.has(text))).toEqual([
      ...[true, true, false, false],
    ]);
    expect(new AddressRanges([]).has('127.0.0.1')).toBe(false);
  });
});
