import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, type Page } from 'puppeteer-core';

/** The packaged Chromium is a Linux x64 binary; elsewhere, name one with CHROMIUM_PATH. */
export const hasChromium =
  process.env['CHROMIUM_PATH'] !== undefined ||
  (process.platform === 'linux' && process.arch === 'x64');

/** Nothing that reaches out by itself: the test must pass without a network. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

// Remembers the page's sockets, so that a test can cut them as a network would.
const KEEP_SOCKETS = `
  globalThis.sockets = [];
  globalThis.WebSocket = class extends WebSocket {
    constructor(...parameters) {
      super(...parameters);
      sockets.push(this);
    }
  };
`;

/** A page in a real browser with a profile of its own. */
export class BrowserPage {
  /** What the page's scripts threw or logged as errors. */
  readonly complaints: string[] = [];

  private constructor(
    private readonly page: Page,
    readonly close: () => Promise<void>,
  ) {
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
  }

  static async open(url: string): Promise<BrowserPage> {
    const userDataDir = mkdtempSync(join(tmpdir(), 'ncw-chromium-'));
    const browser = await launch({
      executablePath: await executablePath(),
      headless: 'shell',
      args: FLAGS,
      userDataDir,
    });
    const page = await browser.newPage();
    await page.evaluateOnNewDocument(KEEP_SOCKETS);
    const opened = new BrowserPage(page, async () => {
      await browser.close();
      rmSync(userDataDir, { recursive: true, force: true });
    });
    await page.goto(url);
    return opened;
  }

  async click(selector: string): Promise<void> {
    await this.page.locator(selector).click();
  }

  /** The texts of all elements that match. */
  async texts(selector: string): Promise<string[]> {
    return this.read(`[...document.querySelectorAll('${selector}')].map((e) => e.textContent)`);
  }

  async attribute(selector: string, name: string): Promise<string> {
    const [value] = await this.read(
      `[document.querySelector('${selector}').getAttribute('${name}')]`,
    );
    return value!;
  }

  /** Waits until the texts are as they should be; the last ones are in the error. */
  async waitForTexts(
    selector: string,
    accept: (texts: string[]) => boolean,
    timeoutMs = 15_000,
  ): Promise<string[]> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const texts = await this.texts(selector);
      if (accept(texts)) return texts;
      if (Date.now() > deadline) {
        throw new Error(`${selector}: ${JSON.stringify({ texts, complaints: this.complaints })}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Closes the page's sockets behind its back; answers how many were open. */
  async cutSockets(): Promise<number> {
    const cut = await this.read(
      'sockets.filter((s) => s.readyState === 1).map((s) => (s.close(4000, "cut"), s.url))',
    );
    return cut.length;
  }

  private async read(expression: string): Promise<string[]> {
    return (await this.page.evaluate(expression)) as string[];
  }
}

async function executablePath(): Promise<string> {
  const own = process.env['CHROMIUM_PATH'];
  if (own !== undefined) return own;
  const { default: chromium } = await import('@sparticuz/chromium');
  return chromium.executablePath();
}
