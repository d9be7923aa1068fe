import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addonPath, inPlace, recordBuilt } from './in-place.mjs';
import { folderForThisTest } from './testing.mjs';

/** A checkout with an addon just built for a library. */
async function checkout() {
  const root = folderForThisTest();
  const library = join(root, 'library');
  const files = { addon: addonPath(root), library: join(library, 'libtensorflow_cc.so.2') };
  for (const path of Object.values(files)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'sound');
  }
  const manifest = { files: { 'libtensorflow_cc.so.2': 5 } };
  writeFileSync(join(library, 'library.json'), JSON.stringify(manifest));
  await recordBuilt(root, library);
  return { root, library, files, record: join(root, 'node_modules/.singlora-setup') };
}

describe('inPlace', () => {
  it('is out of date once our own C++ has changed', async () => {
    const { root, library } = await checkout();
    expect(inPlace(root)).toBe(library);
    const folder = join(root, 'packages/core/native');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'attention.cc'), 'int added;');
    expect(inPlace(root)).toBeUndefined();
    await recordBuilt(root, library);
    expect(inPlace(root)).toBe(library);
  });

  it.each(['addon', 'library'])('does not do without the %s', async (part) => {
    const { root, files } = await checkout();
    rmSync(files[part]);
    expect(inPlace(root)).toBeUndefined();
  });

  it.each(['', '{', 'null', '{"library":"/x","addonBytes":5}', '{"stamps":{}}'])(
    'does not believe a record of %j',
    async (text) => {
      const { root, record } = await checkout();
      writeFileSync(record, text);
      expect(inPlace(root)).toBeUndefined();
    },
  );
});
