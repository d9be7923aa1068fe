import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const commit = 'c0ffee'.padEnd(40, '0');

export interface FakeFile {
  readonly content: Buffer;
  /** Large files are named by SHA-256 and served from another host, as by the Hub. */
  readonly large?: boolean;
  readonly headers?: Readonly<Record<string, string | number>>;
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface FakeHub {
  readonly url: string;
  /** Method, path and range of each request so far, such as `GET /org/name/resolve/main/a bytes=5-`. */
  readonly requests: string[];
  readonly tokens: (string | undefined)[];
  /** Handlers that answer the next requests instead of the Hub, one each; undefined leaves a request to the Hub. */
  readonly instead: (Handler | undefined)[];
  close(): Promise<void>;
}

export function gitHash(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.byteLength}\0`).update(content).digest('hex');
}

export function sha256Of(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

export function send(request: IncomingMessage, response: ServerResponse, content: Buffer): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const range = {
    'content-range': `bytes ${start}-${content.byteLength - 1}/${content.byteLength}`,
  };
  response.writeHead(start > 0 ? 206 : 200, {
    'content-length': content.byteLength - start,
    ...(start > 0 && range),
  });
  response.end(content.subarray(start));
}

/** Sends `bytes` bytes of the file, then cuts the connection. */
export function cutAfter(content: Buffer, bytes: number): Handler {
  return (_, response) => {
    response.writeHead(200, { 'content-length': content.byteLength });
    response.write(content.subarray(0, bytes), () => setTimeout(() => response.destroy(), 30));
  };
}

/** A Hub on 127.0.0.1 with these files, by path such as `org/name/config.json`. */
export async function fakeHub(files: Readonly<Record<string, FakeFile>>): Promise<FakeHub> {
  const requests: string[] = [];
  const tokens: (string | undefined)[] = [];
  const instead: (Handler | undefined)[] = [];
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    requests.push([method, url, headers.range].filter(Boolean).join(' '));
    tokens.push(headers.authorization);
    const handler = instead.shift();
    if (handler) return handler(request, response);
    const listed = /^\/api\/models\/(.*)\/revision\/(?:main|c0ffee0+)$/.exec(url)?.[1];
    if (listed !== undefined) {
      const names = Object.keys(files).filter((path) => path.startsWith(`${listed}/`));
      if (names.length === 0) return response.writeHead(404).end();
      const siblings = names.map((path) => ({ rfilename: path.slice(listed.length + 1) }));
      return response.end(JSON.stringify({ siblings }));
    }
    const cdn = /^\/cdn\/(.*)$/.exec(url)?.[1];
    const path = cdn ?? url.slice(1).replace(new RegExp(`/resolve/(main|${commit})/`), '/');
    const file = files[decodeURIComponent(path)];
    if (!file) return response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end();
    const { content, large } = file;
    if (cdn !== undefined) return send(request, response, content);
    response.setHeader('x-repo-commit', commit);
    const description = {
      'x-linked-etag': `"${large ? sha256Of(content) : gitHash(content)}"`,
      'x-linked-size': content.byteLength,
    };
    for (const [name, value] of Object.entries({ ...description, ...file.headers })) {
      response.setHeader(name, value);
    }
    if (!large) return send(request, response, content);
    // The same server under another name.
    const { port } = server.address() as AddressInfo;
    return response.writeHead(302, { location: `http://localhost:${port}/cdn/${path}` }).end();
  });
  await new Promise<void>((ready) => server.listen(0, ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    tokens,
    instead,
    close: () =>
      new Promise((closed) => {
        server.close(() => {
          closed();
        });
        server.closeAllConnections();
      }),
  };
}
