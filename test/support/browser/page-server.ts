import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';

/** What the page finds as the global `page`. */
interface PageSettings {
  gatewayUrl: string;
  token: string;
}

/** Serves the bundled page from an origin of its own. */
export async function servePage() {
  const script = await bundle(join(__dirname, 'page.ts'));
  let settings: PageSettings | undefined;
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
    response.end(isScript ? script : html(settings));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    /** The gateway must know the origin before it starts, and the page the gateway after that. */
    configure(now: PageSettings): void {
      settings = now;
    },
    close: (): void => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    define: { 'process.env.NODE_ENV': '"development"' },
  });
  const [output] = outputFiles;
  if (!output) throw new Error('esbuild has made nothing');
  return output.text;
}

function html(settings: PageSettings | undefined): string {
  return `<!doctype html><link rel="icon" href="data:,"><title>NCW</title><div id="root"></div>
<script>globalThis.page = ${JSON.stringify(settings)}</script>
<script type="module" src="/page.js"></script>`;
}
