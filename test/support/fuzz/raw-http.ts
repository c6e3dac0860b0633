import { connect } from 'node:net';
import type { RawHeaders } from './headers';

export interface RawRequest {
  method: string;
  target: string;
  version: string;
  headers: RawHeaders;
  body: Buffer;
  /** Its headers leave open where it ends, and so whether it is ever answered. */
  endless: boolean;
}

/** Longer than any answer takes on a busy machine: what is not there by then hangs. */
const PATIENCE_MS = 60_000;

/** Sends a request byte by byte as it is, which no HTTP client would; answers what came back. */
export function sendRaw(port: number, request: RawRequest): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const patience = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no answer but "${answer}"`));
    }, PATIENCE_MS);
    const end = (): void => {
      clearTimeout(patience);
      socket.destroy();
      resolve(answer);
    };
    socket.setEncoding('latin1').on('data', (text: string) => {
      answer += text;
      if (isWhole(answer, request.method)) end();
    });
    // A server that has refused a request closes while the rest of it is still being sent.
    socket.on('end', end).on('close', end).on('error', end);
    socket.write(headOf(request), 'latin1');
    socket.write(request.body);
    if (request.endless) socket.end();
  });
}

function headOf({ method, target, version, headers }: RawRequest): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/${version}\r\n${lines.join('')}\r\n`;
}

const HEAD = /^HTTP\/1\.1 (?<status>[0-9]{3}) .*?\r\n\r\n/s;
const INTERIM = /^HTTP\/1\.1 100 .*?\r\n\r\n/s;

/** The status of an answer; 0 where there is none. */
export function statusOf(answer: string): number {
  return Number(HEAD.exec(answer.replace(INTERIM, ''))?.groups?.['status'] ?? 0);
}

function isWhole(answer: string, method: string): boolean {
  const final = answer.replace(INTERIM, '');
  const head = HEAD.exec(final);
  if (!head) return false;
  const length = /\r\ncontent-length: (?<length>[0-9]+)\r\n/i.exec(head[0])?.groups?.['length'];
  if (method === 'HEAD' || head.groups?.['status'] === '101') return true;
  if (length === undefined) return final.endsWith('\r\n0\r\n\r\n');
  return final.length >= head[0].length + Number(length);
}
