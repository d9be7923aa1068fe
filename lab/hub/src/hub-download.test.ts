import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, readlink, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DownloadProgress, ResolveOptions } from './assets.ts';
import {
  commit,
  cutAfter,
  fakeHub,
  gitHash,
  sha256Of,
  type FakeFile,
  type FakeHub,
  type Handler,
} from './fake-hub.test.helper.ts';
import { resolveAssets, resolveDataset } from './resolve.ts';
import { exactly } from './selection.ts';

const resolveModel = (id: string, names: readonly string[], options: ResolveOptions) =>
  resolveAssets('model', id, exactly(names), options, {});

const weights = randomBytes(300_000);
const config = Buffer.from('{"model_type": "bert"}\n');
const rows = Buffer.from('PAR1 made up');
const files: Record<string, FakeFile> = {
  'org/name/config.json': { content: config },
  'org/name/model.safetensors': { content: weights, large: true },
  'datasets/org/rows/mnli/train.parquet': { content: rows, large: true },
};

let hub: FakeHub;
const cache = folderForEachTest();
let options: ResolveOptions & { env: NodeJS.ProcessEnv };
beforeEach(async () => {
  hub = await fakeHub(files);
  options = {
    env: { HF_ENDPOINT: hub.url, HF_HUB_CACHE: cache, XDG_CACHE_HOME: join(cache, 'own') },
    stallAfterMs: 1000,
  };
});
afterEach(() => hub.close());

const blobs = () => join(cache, 'models--org--name', 'blobs');
const partial = () => join(blobs(), `${sha256Of(weights)}.singlora.incomplete`);
const model = () => resolveModel('org/name', ['model.safetensors'], options);
const gets = () => hub.requests.filter((request) => request.startsWith('GET'));

describe('a download', () => {
  it('lays out the cache as huggingface_hub does', async () => {
    const progress: DownloadProgress[] = [];
    const assets = await resolveModel('org/name', ['config.json', 'model.safetensors'], {
      ...options,
      onProgress: (step) => progress.push(step),
    });
    expect(assets).toMatchObject({
      kind: 'model',
      id: 'org/name',
      revision: commit,
      source: 'hub',
    });
    const snapshot = join(cache, 'models--org--name', 'snapshots', commit);
    expect(assets.files['model.safetensors']).toEqual({
      name: 'model.safetensors',
      path: join(snapshot, 'model.safetensors'),
      bytes: weights.byteLength,
      sha256: sha256Of(weights),
    });
    expect(assets.files['config.json']?.sha256).toBe(sha256Of(config));
    expect(sha256Of(await readFile(join(snapshot, 'model.safetensors')))).toBe(sha256Of(weights));
    expect(await readlink(join(snapshot, 'model.safetensors'))).toBe(
      `../../blobs/${sha256Of(weights)}`,
    );
    expect((await readdir(blobs())).sort()).toEqual([gitHash(config), sha256Of(weights)].sort());
    expect(await readFile(join(cache, 'models--org--name', 'refs', 'main'), 'utf8')).toBe(commit);
    expect(progress.at(-1)).toEqual({
      file: 'model.safetensors',
      received: 300_000,
      total: 300_000,
    });
  });

  it('happens once', async () => {
    const first = await model();
    const { length } = hub.requests;
    const again = await model();
    expect(again).toEqual({ ...first, source: 'cache', origin: `Hugging Face cache ${cache}` });
    expect(hub.requests).toHaveLength(length);
  });

  it('fetches only what the cache lacks, of the same commit', async () => {
    await model();
    hub.requests.length = 0;
    await resolveModel('org/name', ['model.safetensors', 'config.json'], options);
    expect(gets()).toEqual([`GET /org/name/resolve/${commit}/config.json`]);
  });

  it('takes data sets from folders, by commit too', async () => {
    const found = await resolveDataset('org/rows', ['mnli/train.parquet'], {
      ...options,
      revision: commit,
    });
    const path = join(cache, 'datasets--org--rows', 'snapshots', commit, 'mnli', 'train.parquet');
    expect(found.files['mnli/train.parquet']?.path).toBe(path);
    expect(sha256Of(await readFile(path))).toBe(sha256Of(rows));
  });

  it('shows the token to the Hub alone', async () => {
    options.env['HF_TOKEN'] = 'hf_secret';
    await model();
    // HEAD and GET at the Hub, then GET where it redirects to.
    expect(hub.tokens).toEqual(['Bearer hf_secret', 'Bearer hf_secret', undefined]);
  });

  it('is made once by two who ask at once', async () => {
    const [one, other] = await Promise.all([model(), model()]);
    expect(one).toEqual(other);
    expect(gets().filter((request) => request.includes('/cdn/'))).toHaveLength(1);
    expect(await readdir(blobs())).toEqual([sha256Of(weights)]);
  });
});

describe('a download that breaks off', () => {
  it('goes on where the connection was cut', async () => {
    hub.instead.push(undefined, undefined, cutAfter(weights, 100_000));
    await model();
    expect(gets().at(-1)).toBe('GET /cdn/org/name/model.safetensors bytes=100000-');
    expect(sha256Of(await readFile(join(blobs(), sha256Of(weights))))).toBe(sha256Of(weights));
  });

  it('goes on where the server fell silent', async () => {
    hub.instead.push(undefined, undefined, (_, response) => {
      response.writeHead(200, { 'content-length': weights.byteLength });
      response.write(weights.subarray(0, 100_000));
    });
    await model();
    expect(gets().at(-1)).toBe('GET /cdn/org/name/model.safetensors bytes=100000-');
  });

  it('is kept, and goes on with the next command', async () => {
    const cut: Handler = (_, response) => response.destroy();
    hub.instead.push(
      undefined,
      undefined,
      cutAfter(weights, 5000),
      undefined,
      cut,
      undefined,
      cut,
      undefined,
      cut,
    );
    await expect(model()).rejects.toMatchObject({ code: 'HUB_INTERRUPTED' });
    expect(sha256Of(await readFile(partial()))).toBe(sha256Of(weights.subarray(0, 5000)));
    await model();
    expect(gets().at(-1)).toBe('GET /cdn/org/name/model.safetensors bytes=5000-');
    expect(await readdir(blobs())).toEqual([sha256Of(weights)]);
  });

  it('goes on where the server is busy for a moment', async () => {
    const busy: Handler = (_, response) => response.writeHead(503).end();
    hub.instead.push(undefined, undefined, cutAfter(weights, 5000), busy);
    await model();
    expect(gets().at(-1)).toBe('GET /cdn/org/name/model.safetensors bytes=5000-');
  });

  it('starts again where the server cannot go on', async () => {
    await mkdir(blobs(), { recursive: true });
    await writeFile(partial(), weights.subarray(0, 5000));
    hub.instead.push(undefined, undefined, (_, response) => {
      response.writeHead(200, { 'content-length': weights.byteLength }).end(weights);
    });
    await model();
    expect(sha256Of(await readFile(join(blobs(), sha256Of(weights))))).toBe(sha256Of(weights));
  });

  it('stops when told to, keeping what it has', async () => {
    const stop = new AbortController();
    hub.instead.push(undefined, undefined, (_, response) => {
      response.writeHead(200, { 'content-length': weights.byteLength });
      response.write(weights.subarray(0, 5000));
      const arrived = async () => expect((await stat(partial())).size).toBe(5000);
      void vi.waitFor(arrived, 60_000).then(() => stop.abort(new Error('stopped')));
    });
    await expect(
      resolveModel('org/name', ['model.safetensors'], { ...options, signal: stop.signal }),
    ).rejects.toThrow('stopped');
    expect(await readdir(blobs())).toEqual([`${sha256Of(weights)}.singlora.incomplete`]);
  });
});

describe('content that is not what was announced', () => {
  it.each<[string, Buffer]>([
    ['another content', randomBytes(weights.byteLength)],
    ['a longer one', Buffer.concat([weights, weights])],
  ])('%s is refused and deleted', async (_, content) => {
    hub.instead.push(undefined, undefined, (_request, response) => {
      response.writeHead(200).end(content);
    });
    await expect(model()).rejects.toMatchObject({ code: 'HUB_CHECKSUM' });
    expect(await readdir(blobs())).toEqual([]);
  });

  it('is found in small files too', async () => {
    hub.instead.push(undefined, (_, response) => {
      response.writeHead(200).end(Buffer.from(config).fill(0x20));
    });
    await expect(resolveModel('org/name', ['config.json'], options)).rejects.toMatchObject({
      code: 'HUB_CHECKSUM',
    });
  });
});

describe('answers of the Hub', () => {
  it.each([
    [401, 'RepoNotFound', 'HUB_UNKNOWN_MODEL', /does not exist or is private.*set HF_TOKEN/],
    [404, 'RevisionNotFound', 'HUB_UNKNOWN_MODEL', /does not exist \(RevisionNotFound\)/],
    [401, 'GatedRepo', 'HUB_DENIED', /Accept its terms/],
    [403, '', 'HUB_DENIED', /restricted/],
    [503, '', 'HUB_UNAVAILABLE', /answered 503/],
    [200, '', 'HUB_UNAVAILABLE', /no usable X-Repo-Commit.*asks for a login/],
  ])('%s %s', async (status, reason, code, message) => {
    hub.instead.push((_, response) => {
      response.writeHead(status, { 'x-error-code': reason }).end();
    });
    const error: unknown = await model().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) as string });
    expect(error).toMatchObject({
      message: expect.stringContaining(`the cache ${cache} does not`) as string,
    });
    expect(await readdir(cache)).toEqual([]);
  });

  it('name the file that a data set lacks', async () => {
    await expect(resolveDataset('org/rows', ['mnli/test.parquet'], options)).rejects.toMatchObject({
      code: 'HUB_NOT_FOUND',
      message: expect.stringMatching(
        /mnli\/test.parquet of org\/rows \(revision main\) does not exist/,
      ) as string,
    });
  });

  it('may not redirect without end', async () => {
    const round: Handler = (_, response) => response.writeHead(302, { location: '/round' }).end();
    hub.instead.push(...Array<Handler>(9).fill(round));
    await expect(model()).rejects.toThrow(/end to its redirects/);
  });
});

describe('without a network', () => {
  beforeEach(() => {
    // Under a separate host name, as unreachable endpoints are remembered and ports are reused.
    options.env['HF_ENDPOINT'] = hub.url.replace('127.0.0.1', 'localhost');
    options = { ...options, offlineAfterMs: 1000 };
  });

  it('decides when its time is over, once for all assets', async () => {
    hub.instead.push(
      () => undefined,
      () => undefined,
    ); // takes the call, says nothing
    await expect(model()).rejects.toMatchObject({ code: 'HUB_OFFLINE' });
    await expect(resolveDataset('org/rows', ['a'], options)).rejects.toMatchObject({
      code: 'HUB_OFFLINE',
    });
    expect(hub.requests).toHaveLength(1);
  });

  it('names repository, revision, file, cache and reason', async () => {
    await hub.close();
    await expect(model()).rejects.toThrow(
      new RegExp(
        `org/name \\(revision main\\), of which model.safetensors is needed:[^]*${cache}[^]*ECONNREFUSED`,
      ),
    );
  });

  it('points out a proxy that is not used', async () => {
    await hub.close();
    options.env['HTTPS_PROXY'] = 'http://127.0.0.1:9';
    await expect(model()).rejects.toThrow(/NODE_USE_ENV_PROXY=1/);
  });

  it('asks nobody where HF_HUB_OFFLINE says so', async () => {
    options.env['HF_HUB_OFFLINE'] = '1';
    await expect(model()).rejects.toMatchObject({ code: 'HUB_OFFLINE' });
    expect(hub.requests).toEqual([]);
  });
});

describe('a cache that cannot be written', () => {
  it('is one clear error', async () => {
    await writeFile(join(cache, 'file'), '');
    options.env['HF_HUB_CACHE'] = join(cache, 'file', 'hub');
    await expect(model()).rejects.toMatchObject({
      code: 'HUB_CACHE_READONLY',
      message: expect.stringMatching(/Cannot write to .*set HF_HUB_CACHE/) as string,
    });
  });

  it.skipIf(process.getuid?.() === 0)('is so by its mode as well', async () => {
    await chmod(cache, 0o555);
    await expect(model()).rejects.toMatchObject({ code: 'HUB_CACHE_READONLY' });
    await chmod(cache, 0o755);
  });

  it('is found full before the download starts', async () => {
    await hub.close();
    hub = await fakeHub({
      'org/name/model.safetensors': {
        content: weights,
        large: true,
        headers: { 'x-linked-size': 1e16 },
      },
    });
    options.env['HF_ENDPOINT'] = hub.url;
    await expect(model()).rejects.toMatchObject({
      code: 'HUB_DISK_FULL',
      message: expect.stringMatching(/10000000000 MB are needed/) as string,
    });
    expect(gets()).toEqual([]);
    expect(await readdir(blobs())).toEqual([]);
  });
});
