import { SocketMeter } from '../../../src/server/socket-meter';

const KIB = 1_024;

function passed(meter: SocketMeter, bytes: number, times: number): number {
  return Array.from({ length: times }, () => meter.excess(bytes)).filter((what) => !what).length;
}

describe("a socket's meter", () => {
  it('passes what it may send in a minute, and what a minute’s part gives back', () => {
    jest.useFakeTimers();
    const meter = new SocketMeter(60);
    expect(passed(meter, 100, 80)).toBe(60);
    expect(meter.excess(100)).toBe('messages');
    jest.advanceTimersByTime(5_000);
    expect(passed(meter, 100, 80)).toBe(5);
    jest.useRealTimers();
  });

  it('counts a long message as several', () => {
    const meter = new SocketMeter(60);
    meter.widen();
    expect(passed(meter, 5 * 16 * KIB, 80)).toBe(10);
  });

  it('passes the longest message by itself, however few are allowed', () => {
    const meter = new SocketMeter(1);
    meter.widen();
    expect(meter.excess(5 * KIB * KIB)).toBeUndefined();
    expect(meter.excess(1)).toBe('messages');
  });

  it('takes nothing long from who has not introduced himself', () => {
    const meter = new SocketMeter(1_000);
    expect(meter.excess(64 * KIB)).toBeUndefined();
    expect(meter.excess(64 * KIB + 1)).toBe('size');
    meter.widen();
    expect(meter.excess(64 * KIB + 1)).toBeUndefined();
  });
});
