import type { Fireblocks } from '../../../../src/fireblocks/fireblocks';
import { startServer, type TestServer } from './http-server';
import { connect } from './values';

interface Upstream {
  readonly server: TestServer;
  readonly fireblocks: Fireblocks;
}

/** A server in place of Fireblocks and a client of it, which live as long as the test file. */
export function useUpstream(): Upstream {
  let server: TestServer;
  let fireblocks: Fireblocks;
  beforeAll(async () => {
    server = await startServer();
    fireblocks = connect(server.basePath);
  });
  afterAll(async () => {
    await fireblocks.close();
    await server.close();
  });
  beforeEach(() => {
    server.seen.length = 0;
  });
  return {
    get server() {
      return server;
    },
    get fireblocks() {
      return fireblocks;
    },
  };
}
