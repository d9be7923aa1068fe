import { request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { servePage } from './serve-page.ts';

async function served(html = () => Promise.resolve('<p>1</p>')) {
  const { address, close } = await servePage(0, html);
  onTestFinished(close);
  return address;
}

/** The status code for a request with this Host header, which `fetch` cannot set. */
async function asked(address: string, host: string): Promise<number | undefined> {
  const sent = request(address, { headers: { host } }).end();
  const [response] = (await once(sent, 'response')) as [{ statusCode?: number; resume(): void }];
  response.resume();
  return response.statusCode;
}

test('one page is given, to be read', async () => {
  const address = await served();
  const page = await fetch(address);
  expect([page.status, await page.text()]).toEqual([200, '<p>1</p>']);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('cache-control')).toBe('no-store');
  expect((await fetch(`${address}runs.db`)).status).toBe(404);
});

test.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])('%s is refused', async (method) => {
  const { status, headers } = await fetch(await served(), { method });
  expect([status, headers.get('allow')]).toEqual([405, 'GET']);
});

test('who names another host, as a name of another place that leads here does, is refused', async () => {
  const address = await served();
  const { port } = new URL(address);
  expect(await asked(address, `localhost:${port}`)).toBe(200);
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1',
    `127.0.0.1.evil:${port}`,
  ])
    expect(await asked(address, host)).toBe(403);
});

test('what cannot be made is told', async () => {
  const page = await fetch(await served(() => Promise.reject(new Error('no database'))));
  expect([page.status, await page.text()]).toEqual([500, 'no database']);
});

test('a busy port is named, with what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  await expect(servePage(port, () => Promise.resolve(''))).rejects.toThrow(
    `port ${port} cannot be opened, because another program has it. Name another, or let --port=0`,
  );
});
