import { pino } from 'pino';
import { AssetCatalogue } from '../../../src/assets/asset-catalogue';
import { FireblocksError } from '../../../src/fireblocks/fireblocks-error';
import { walletAsset, type WalletAsset } from '../../../src/fireblocks/wallet';
import { currentRequestScope, inRequestScope } from '../../../src/shared/request-scope';

const MINUTE_MS = 60_000;

/** Fireblocks, answering as told: with ids, or with a failure; not at all until released. */
class Upstream {
  answer: string[] | FireblocksError = ['b', 'a'];
  asked: boolean[] = [];
  callers: unknown[] = [];
  hold: Promise<void> | undefined;

  async listSupportedAssets(onlyBase: boolean): Promise<WalletAsset[]> {
    this.asked.push(onlyBase);
    this.callers.push(currentRequestScope());
    await this.hold;
    if (this.answer instanceof FireblocksError) throw this.answer;
    return this.answer.map((id) => walletAsset.parse({ id }));
  }
}

describe('the catalogue of assets', () => {
  let now: number;
  let upstream: Upstream;
  let catalogue: AssetCatalogue;

  beforeEach(() => {
    now = 1_000_000;
    upstream = new Upstream();
    const log = pino({ level: 'silent' });
    catalogue = new AssetCatalogue({ upstream, clock: () => now, log });
  });

  const ids = async (onlyBase = false) => (await catalogue.list(onlyBase)).map(({ id }) => id);

  /** Answers what lets Fireblocks go on. */
  function hold(): () => void {
    let release = (): void => undefined;
    upstream.hold = new Promise((resolve) => (release = resolve));
    return release;
  }

  const failing = new FireblocksError('SERVER', { status: 500 });

  it('is in the order of ids, each once', async () => {
    upstream.answer = ['b', 'a', 'c', 'a', 'B'];
    expect(await ids()).toEqual(['B', 'a', 'b', 'c']);
  });

  it('is read once for all who ask at the same time, and for ten minutes', async () => {
    const release = hold();
    const answers = Array.from({ length: 50 }, () => ids());
    release();
    for (const answer of await Promise.all(answers)) expect(answer).toEqual(['a', 'b']);
    now += 10 * MINUTE_MS;
    await ids();
    expect(upstream.asked).toEqual([false]);
  });

  it('keeps the base assets by themselves', async () => {
    await ids();
    upstream.answer = ['a'];
    expect(await ids(true)).toEqual(['a']);
    expect(await ids()).toEqual(['a', 'b']);
    expect(upstream.asked).toEqual([false, true]);
  });

  it('is read on behalf of nobody: not in the share of who came first, nor until that one goes', async () => {
    const scope = { requestId: 'r', caller: 'alice', signal: new AbortController().signal };
    const seen = await inRequestScope(scope, async () => {
      await ids();
      return currentRequestScope();
    });
    expect(upstream.callers).toEqual([undefined]);
    expect(seen).toBe(scope);
  });

  it('is answered at once when it has expired, and renewed behind', async () => {
    await ids();
    now += 11 * MINUTE_MS;
    upstream.answer = ['new'];
    const release = hold();
    expect([await ids(), await ids()]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
    release();
    await new Promise(setImmediate);
    expect(await ids()).toEqual(['new']);
    expect(upstream.asked).toHaveLength(2);
  });

  it('is waited for when it is old', async () => {
    await ids();
    now += 61 * MINUTE_MS;
    upstream.answer = ['new'];
    expect(await ids()).toEqual(['new']);
  });

  it.each([11, 61, 60 * 24 * 30])(
    'is answered %i minutes old while Fireblocks fails, and asked for at most every ten seconds',
    async (minutes) => {
      await ids();
      now += minutes * MINUTE_MS;
      upstream.answer = failing;
      for (let times = 0; times < 20; times += 1) expect(await ids()).toEqual(['a', 'b']);
      expect(upstream.asked).toHaveLength(2);
      now += 10_000;
      upstream.answer = ['new'];
      await ids();
      await new Promise(setImmediate);
      expect(await ids()).toEqual(['new']);
    },
  );

  it('fails where there is no copy, without asking again at once', async () => {
    upstream.answer = failing;
    for (let times = 0; times < 20; times += 1) await expect(ids()).rejects.toBe(failing);
    expect(upstream.asked).toHaveLength(1);
    upstream.answer = ['a'];
    now += 9_999;
    await expect(ids()).rejects.toBe(failing);
    now += 1;
    expect(await ids()).toEqual(['a']);
  });
});
