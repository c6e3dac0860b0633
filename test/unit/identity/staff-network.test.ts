import pino from 'pino';
import { staffNetwork } from '../../../src/identity/staff-network';
import { caller } from '../../support/caller';

const log = pino({ level: 'silent' });
const carol = (...scopes: string[]) => caller('carol', ...scopes);

describe('the scopes of staff', () => {
  const within = staffNetwork(['10.0.0.0/8', '2001:db8::/32'], log);

  it.each([
    ['10.1.2.3', ['openid', 'ncw:admin', 'ncw:support']],
    ['2001:db8::7', ['openid', 'ncw:admin', 'ncw:support']],
    ['192.0.2.1', ['openid']],
    ['2001:db9::7', ['openid']],
    [null, ['openid']],
  ])('from %s are %j', (address, expected) => {
    const seen = within(carol('openid', 'ncw:admin', 'ncw:support'), address);
    expect(seen).toEqual(carol(...expected));
  });

  it('count from everywhere where no address is named', () => {
    const staff = carol('ncw:admin');
    expect(staffNetwork([], log)(staff, '192.0.2.1')).toBe(staff);
    expect(staffNetwork([], log)(staff, null)).toBe(staff);
  });

  it('are missed in the log, with whose they are and from where', () => {
    const warn = jest.spyOn(log, 'warn');
    within(carol('ncw:admin'), '192.0.2.1');
    const who = { caller: 'carol', clientAddress: '192.0.2.1' };
    expect(warn).toHaveBeenCalledWith(who, expect.any(String));
  });

  it('are all that an address takes away', () => {
    const user = carol('openid', 'ncw:administrator');
    expect(within(user, '192.0.2.1')).toBe(user);
  });
});
