import { FairQueue } from '../../../src/fireblocks/outbound/fair-queue';
import { Ticket } from '../../../src/fireblocks/outbound/ticket';

const BATCH = 32;

function ticket(holder: string): Ticket {
  const claim = { holder, share: 1, endpoint: 'relays' };
  return new Ticket({ lane: 'signing', claim, maxWaitMs: 1, signal: undefined }, 0);
}

function queueOf(holders: readonly string[]): FairQueue {
  const queue = new FairQueue();
  for (const holder of holders) queue.add(ticket(holder));
  return queue;
}

function collect(queue: FairQueue, passOver: (ticket: Ticket) => boolean = () => false) {
  const batch: Ticket[] = [];
  queue.collect(batch, BATCH, passOver);
  return batch.map(({ claim }) => claim.holder);
}

const many = (count: number) => Array.from({ length: count }, (_, at) => `user ${at}`);

describe('calls that wait', () => {
  it('are taken from their holders in turn', () => {
    expect(collect(queueOf(['a', 'a', 'a', 'b', 'c', 'b']))).toEqual([
      'a',
      'b',
      'c',
      'a',
      'b',
      'a',
    ]);
    expect(collect(queueOf(['a', 'b', 'a']), ({ claim }) => claim.holder === 'b')).toEqual([
      'a',
      'a',
    ]);
  });

  it('are taken up to the size of a batch', () => {
    expect(collect(queueOf(many(BATCH + 1)))).toEqual(many(BATCH));
    expect(collect(queueOf(Array.from({ length: 40 }, () => 'a')))).toHaveLength(BATCH);
  });

  it.each([10, 1_000, 20_000])('of %d holders cost no more than a batch of them', (holders) => {
    const queue = queueOf(many(holders));
    const looks = jest.spyOn(Set.prototype, 'values');
    const passes = jest.fn(() => false);
    collect(queue, passes);
    expect(looks.mock.calls.length).toBeLessThanOrEqual(BATCH);
    expect(passes.mock.calls.length).toBeLessThanOrEqual(BATCH);
    looks.mockRestore();
  });
});
