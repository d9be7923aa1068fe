import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addonPath, faultsInPlace, inPlace, recordBuilt, requireSound } from './in-place.mjs';
import { temporaryFolder } from './testing.mjs';

const sha256Of = (text) => createHash('sha256').update(text).digest('hex');

/** A checkout with an addon just built for a library. */
async function checkout() {
  const root = temporaryFolder();
  const library = join(root, 'library');
  const files = { addon: addonPath(root), library: join(library, 'libtensorflow_cc.so.2') };
  for (const path of Object.values(files)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'sound');
  }
  const manifest = {
    files: { 'libtensorflow_cc.so.2': 5 },
    sha256: { 'libtensorflow_cc.so.2': sha256Of('sound') },
  };
  writeFileSync(join(library, 'library.json'), JSON.stringify(manifest));
  await recordBuilt(root, library);
  return { root, library, files, record: join(root, 'node_modules/.singlora-setup') };
}

/** Writes other content, of the same size, and puts the times back. */
function change(path, text) {
  const { atime, mtime } = statSync(path);
  writeFileSync(path, text);
  utimesSync(path, atime, mtime);
}

describe('inPlace', () => {
  it('hashes once, and then goes by how the files look', async () => {
    const { root, library, record } = await checkout();
    expect(await inPlace(root)).toBe(library);
    const { mtimeNs } = statSync(record, { bigint: true });
    expect(await inPlace(root)).toBe(library);
    expect(statSync(record, { bigint: true }).mtimeNs).toBe(mtimeNs);
  });

  it('is out of date once our own C++ has changed', async () => {
    const { root, library } = await checkout();
    expect(await inPlace(root)).toBe(library);
    const folder = join(root, 'packages/kernels/native');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'attention.cc'), 'int added;');
    expect(await inPlace(root)).toBeUndefined();
    await requireSound(root); // what is there still loads
    await recordBuilt(root, library);
    expect(await inPlace(root)).toBe(library);
  });

  it.each(['addon', 'library'])(
    'sees a byte of the %s that changed, and names it',
    async (part) => {
      const { root, library, files } = await checkout();
      await inPlace(root);
      change(files[part], 'other');
      expect(await inPlace(root)).toBeUndefined();
      const fault = { path: files[part], expected: sha256Of('sound'), found: sha256Of('other') };
      expect(await faultsInPlace(root)).toEqual([fault]);
      await expect(requireSound(root)).rejects.toMatchObject({
        code: 'DAMAGED',
        message: expect.stringContaining(files[part]),
      });
      change(files[part], 'sound');
      expect(await inPlace(root)).toBe(library);
    },
  );

  it.each(['addon', 'library'])('does not do without the %s', async (part) => {
    const { root, files } = await checkout();
    await inPlace(root);
    rmSync(files[part]);
    expect(await inPlace(root)).toBeUndefined();
    expect((await faultsInPlace(root))[0]).toMatchObject({ path: files[part], found: undefined });
    await requireSound(root);
  });

  it.each(['', '{', 'null', '{"library":"/x","addonBytes":5}', '{"stamps":{}}'])(
    'does not believe a record of %j',
    async (text) => {
      const { root, record } = await checkout();
      writeFileSync(record, text);
      expect(await inPlace(root)).toBeUndefined();
      expect(await faultsInPlace(root)).toEqual([]);
    },
  );

  it('believes no stamps that somebody else noted for other files', async () => {
    const { root, record, files } = await checkout();
    await inPlace(root);
    change(files.library, 'other');
    const { stamps, ...rest } = JSON.parse(readFileSync(record, 'utf8'));
    writeFileSync(record, JSON.stringify({ ...rest, stamps: { ...stamps, [files.library]: '' } }));
    expect(await inPlace(root)).toBeUndefined();
  });
});
