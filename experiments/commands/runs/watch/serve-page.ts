import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { reasonOf } from '@singlora/errors';
import { misuse } from '@singlora/runner';

/** Only this machine can reach it. */
const LOOPBACK = '127.0.0.1';

/** The security headers of the page; its own policy is stricter. */
const headers = {
  Allow: 'GET',
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** A page that is served until it is closed. */
export interface Served {
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Serves a single page, read-only and on this machine only.
 *
 * @param port 0 for any free port
 * @throws UsageError where the port is not available
 */
export async function servePage(port: number, html: () => Promise<string>): Promise<Served> {
  const server = createServer((request, response) => {
    const give = ({ status, body, type = 'plain' }: Answer) =>
      response
        .writeHead(status, { ...headers, 'Content-Type': `text/${type}; charset=utf-8` })
        .end(body);
    const { port: own } = server.address() as AddressInfo;
    const refused = refusalOf(request, own);
    if (refused) give(refused);
    else
      html().then(
        (body) => give({ status: 200, body, type: 'html' }),
        (error: unknown) => give({ status: 500, body: reasonOf(error) }),
      );
  });
  await new Promise<void>((done, fail) => {
    server.once('error', (error) => fail(unserved(port, error)));
    server.listen(port, LOOPBACK, done);
  });
  return {
    address: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type?: 'plain' | 'html';
}

/** Why to refuse a request: another site's host name that resolves to this address would let its pages read this one. */
function refusalOf(
  { headers: { host }, method, url }: IncomingMessage,
  port: number,
): Answer | undefined {
  const own = [LOOPBACK, 'localhost'].map((name) => `${name}:${port}`);
  if (host === undefined || !own.includes(host.toLowerCase()))
    return { status: 403, body: `Ask for http://${LOOPBACK}:${port}/.\n` };
  if (method !== 'GET') return { status: 405, body: 'This page can only be read.\n' };
  return url === '/' ? undefined : { status: 404, body: 'There is one page: /.\n' };
}

function unserved(port: number, error: NodeJS.ErrnoException) {
  const why =
    error.code === 'EADDRINUSE'
      ? 'another program has it'
      : error.code === 'EACCES'
        ? 'only an administrator may open it'
        : reasonOf(error);
  return misuse`--port: port ${port} cannot be opened, because ${why}. Name another, or let --port=0 find one that is free.`;
}
