import type { IncomingMessage } from 'node:http';
import { CloseCode } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Caller } from '../api/caller';
import type { SocketSettings } from '../settings/socket-settings';
import { addressBlock } from '../shared/ip-address';
import type { ClientAddressOf } from './client-address';
import { Holdings } from './holdings';
import type { MeteredSocket } from './metered-socket';
import { SocketMeter } from './socket-meter';
import type { RefusalListener } from './socket-refusals';
import { SocketCloseCode } from './close-codes';

interface SocketLimitOptions extends Omit<SocketSettings, 'stallSeconds'> {
  clientAddressOf: ClientAddressOf;
  refused: RefusalListener;
}

/** How long a client that is cut off may take to read why. */
const CUT_MS = 1_000;

/** What sockets may cost this instance: how many, for how long without a name, how much they say. */
export class SocketLimits {
  private readonly addresses = new Holdings();
  private readonly users = new Holdings();
  private readonly strangers = new WeakMap<
    WebSocket,
    { timer: NodeJS.Timeout; meter: SocketMeter }
  >();

  constructor(private readonly options: SocketLimitOptions) {}

  /** Whether its address may open another socket. */
  mayOpen(request: IncomingMessage): boolean {
    const clientAddress = this.options.clientAddressOf(request);
    if (this.addresses.count(blockOf(clientAddress)) < this.options.perAddress) return true;
    this.options.refused('address', { clientAddress });
    return false;
  }

  /** From now on it counts, what it sends is measured, and it has little time to introduce itself. */
  opened(socket: MeteredSocket, request: IncomingMessage): void {
    const { clientAddressOf, refused, messagesPerMinute, initSeconds } = this.options;
    const clientAddress = clientAddressOf(request);
    this.addresses.hold(blockOf(clientAddress), socket);
    const meter = new SocketMeter(messagesPerMinute);
    socket.admits = (bytes) => {
      const excess = meter.excess(bytes);
      if (excess === undefined) return true;
      refused(excess, { clientAddress });
      const { MESSAGE_TOO_BIG, POLICY_VIOLATION } = SocketCloseCode;
      if (excess === 'size') cut(socket, MESSAGE_TOO_BIG, 'too much before connection_init');
      else cut(socket, POLICY_VIOLATION, 'too many messages');
      return false;
    };
    const timer = setTimeout(() => {
      refused('init', { clientAddress });
      socket.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout');
    }, initSeconds * 1_000);
    this.strangers.set(socket, { timer: timer.unref(), meter });
    socket.once('close', () => {
      clearTimeout(timer);
    });
  }

  /** It has sent its `connection_init`. */
  introduced(socket: WebSocket): void {
    const stranger = this.strangers.get(socket);
    clearTimeout(stranger?.timer);
    stranger?.meter.widen();
  }

  /** False, and the socket closed, when its user has as many as allowed. */
  admitUser(socket: WebSocket, { id }: Caller, clientAddress: string | null): boolean {
    if (this.users.count(id) < this.options.perUser) {
      this.users.hold(id, socket);
      return true;
    }
    this.options.refused('user', { caller: id, clientAddress });
    socket.close(SocketCloseCode.TRY_AGAIN_LATER, 'the user has too many connections');
    return false;
  }
}

/** Nothing more is read of it, so that its client's answer to the closing cannot be waited for. */
function cut(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  socket.pause();
  setTimeout(() => {
    socket.terminate();
  }, CUT_MS).unref();
}

/** Those whose address cannot be told share one. */
function blockOf(clientAddress: string | null): string {
  return clientAddress === null ? '' : addressBlock(clientAddress);
}
