import type { IncomingMessage } from 'node:http';
import { CloseCode, handleProtocols, parseMessage, type Server } from 'graphql-ws';
import type { WebSocket, WebSocketServer } from 'ws';
import { hasCode } from '../shared/error-code';
import type { Logger } from '../shared/logger';
import { SocketCloseCode } from './close-codes';

/** The socket and the request that opened it, as graphql-ws hands them around. */
export interface Connection {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
}

/** Why something could not be written: the other side is not there any more. */
const GONE = ['ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END', 'EPIPE', 'ECONNRESET'];

/** What only a server says. */
const SERVERS_MESSAGES: ReadonlySet<string> = new Set(['connection_ack', 'next', 'error']);

/**
 * `graphql-transport-ws` on each socket. graphql-ws has a starter for that, to be adjusted: it prints
 * on the console whatever clients do wrong, so that strangers could fill the log with stack traces.
 * Returns what closes all sockets, with 1001, and the server of sockets.
 */
export function speakProtocol(
  sockets: WebSocketServer,
  protocol: Server<Connection>,
  log: Logger,
): () => Promise<void> {
  sockets.options.handleProtocols = handleProtocols;
  sockets.on('error', (error) => {
    log.error({ err: error }, 'the server of WebSockets failed');
  });
  sockets.on('connection', (socket, request) => {
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => send(socket, text),
        close: (code, reason) => {
          socket.close(code, reason);
        },
        onMessage: (take) => {
          socket.on('message', (data) => {
            // A server that is given no other kind hands out buffers.
            const text = (data as Buffer).toString();
            take(text).catch((error: unknown) => {
              refuse(socket, text, error, log);
            });
          });
        },
      },
      { socket, request },
    );
    socket.once('close', (code, reason) => {
      closed(code, reason.toString()).catch((error: unknown) => {
        log.error({ err: error }, 'a WebSocket did not end cleanly');
      });
    });
  });
  return async () => {
    for (const socket of sockets.clients) socket.close(SocketCloseCode.GOING_AWAY, 'Going away');
    sockets.removeAllListeners();
    await new Promise<void>((resolve) => {
      sockets.close(() => {
        resolve();
      });
    });
  };
}

/**
 * What cannot be written because the client has gone counts as sent: its `close` event, which
 * follows, ends all that is done for it.
 */
function send(socket: WebSocket, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    if (socket.readyState !== socket.OPEN) {
      resolve();
      return;
    }
    socket.send(text, (error) => {
      if (!error || socket.readyState !== socket.OPEN) resolve();
      else if (GONE.some((code) => hasCode(error, code))) resolve();
      else reject(error);
    });
  });
}

/** A client that talks like a server breaks the protocol; whatever else happens is our fault. */
function refuse(socket: WebSocket, text: string, error: unknown, log: Logger): void {
  if (SERVERS_MESSAGES.has(parseMessage(text).type)) {
    log.debug({ err: error }, 'a client broke the protocol of GraphQL over WebSocket');
    socket.close(CloseCode.BadRequest, 'Unexpected message');
    return;
  }
  log.error({ err: error }, 'a message could not be dealt with');
  socket.close(CloseCode.InternalServerError, 'Internal server error');
}
