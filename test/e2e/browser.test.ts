import { BrowserPage, hasChromium } from '../support/browser/chromium';
import { servePage } from '../support/browser/page-server';
import { GatewayProcess } from '../support/gateway-process';

const describeWithChromium = hasChromium ? describe : describe.skip;

describeWithChromium('a React app in Chromium, with the generated hooks', () => {
  let gateway: GatewayProcess;
  let page: BrowserPage;
  const cleanUps: (() => unknown)[] = [];

  beforeAll(async () => {
    const server = await servePage();
    cleanUps.push(server.close);
    gateway = await GatewayProcess.start({ CORS_ORIGINS: server.origin });
    cleanUps.push(() => gateway.remove());
    const { token } = await gateway.welcome();
    server.configure({ gatewayUrl: gateway.url, token });
    page = await BrowserPage.open(server.origin);
    cleanUps.push(page.close);
  }, 120_000);

  afterAll(async () => {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  });

  /** The statuses that the stream has told so far. */
  async function waitForStatus(last: string): Promise<string[]> {
    const events = await page.waitForTexts('#events li', (texts) => texts.includes(last));
    return events.filter((event) => event !== 'HEARTBEAT');
  }

  it('goes from the first wallet to a completed transaction, live, through a lost socket', async () => {
    await page.waitForTexts('#me', ([me]) => me?.startsWith('dev-') === true);
    await page.click('#create-wallet');
    await page.waitForTexts(
      '#wallet',
      ([text]) => text?.startsWith('ACTIVE devices=0 ETH_TEST5=') === true,
    );
    await page.click('#assign-device');
    await page.waitForTexts('#wallet', ([text]) => text?.includes('devices=1') === true);

    await page.click('#relay');
    await page.waitForTexts('#answers li', ([answer]) => answer?.startsWith('{') === true);
    await page.click('#relay-foreign');
    await page.waitForTexts('#answers li', ([, answer]) => answer === 'NOT_FOUND');

    expect(await waitForStatus('SNAPSHOT_END')).toEqual(['SNAPSHOT_END']);
    await page.click('#create-transaction');
    const before = await waitForStatus('STATUS PENDING_SIGNATURE');
    const id = await page.attribute('#transactions li', 'data-id');

    expect(await page.cutSockets()).toBe(1);
    await gateway.simulator.advance(id, 'BROADCASTING');
    await gateway.simulator.advance(id, 'COMPLETED');
    const all = await waitForStatus('STATUS COMPLETED');

    expect(all).toEqual([...before, 'STATUS BROADCASTING', 'STATUS COMPLETED']);
    expect(new Set(all).size).toBe(all.length);
    expect(await page.texts('#transactions li')).toEqual(['COMPLETED']);
    expect(await page.texts('#stream-error')).toEqual(['']);
    // Of the foreign device only: the gateway's status is the error's.
    expect(page.complaints).toEqual([expect.stringContaining('404 (Not Found)')]);
  }, 60_000);
});
