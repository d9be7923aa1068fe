import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildAddon, findCompiler } from './addon.mjs';
import { inPlace } from './in-place.mjs';
import { fakeProgram, folderForThisTest } from './testing.mjs';

describe('findCompiler', () => {
  it('takes CXX first, then c++, g++ and clang++, and only one that runs', async () => {
    const folder = folderForThisTest();
    const find = (more) => findCompiler({ env: { PATH: folder, ...more } });
    expect(await find()).toBeUndefined();
    fakeProgram(folder, 'clang++', 'exit 0');
    expect(await find()).toBe('clang++');
    fakeProgram(folder, 'c++', 'exit 1');
    expect(await find()).toBe('clang++');
    fakeProgram(folder, 'g++', 'exit 0');
    expect(await find()).toBe('g++');
    const own = fakeProgram(folder, 'my-compiler', 'exit 0');
    expect(await find({ CXX: own })).toBe(own);
  });
});

describe('buildAddon', () => {
  function checkout() {
    const root = folderForThisTest();
    const library = join(root, 'library');
    mkdirSync(join(library, 'tensorflow'), { recursive: true });
    writeFileSync(join(library, 'tensorflow/libtensorflow_cc.so.2'), '');
    const addons = join(root, 'node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8');
    mkdirSync(addons, { recursive: true });
    return { root, library, addons };
  }

  it('shows what the compiler said, and leaves nothing', async () => {
    const { root, library, addons } = checkout();
    const compiler = fakeProgram(root, 'c++', 'echo "error: no such header" >&2', 'exit 1');
    await expect(buildAddon(root, compiler, library)).rejects.toMatchObject({
      code: 'ADDON_COMPILE',
      message: expect.stringContaining('no such header'),
    });
    expect(readdirSync(addons)).toEqual([]);
  });

  it('leaves our operations out where the compiler cannot compile them, and says so', async () => {
    const { root, library, addons } = checkout();
    mkdirSync(join(root, 'packages/core/native'), { recursive: true });
    writeFileSync(join(root, 'packages/core/native/attention.cc'), '');
    const refuses = 'case "$*" in *attention.cc*) echo "error: too new" >&2; exit 1;; esac';
    const compiler = fakeProgram(
      root,
      'c++',
      refuses,
      'for last; do :; done',
      'echo nonsense > "$last"',
    );
    const notices = [];
    const built = buildAddon(root, compiler, library, { onNotice: (text) => notices.push(text) });
    // The result is not an addon; the next test covers that.
    await expect(built).rejects.toMatchObject({ code: 'ADDON_LOAD' });
    expect(notices.join()).toMatch(/built without them[^]*too new/);
    expect(readdirSync(addons)).toEqual([]);
  });

  it('does not put an addon in place that does not load, and sweeps up half-built ones', async () => {
    const { root, library, addons } = checkout();
    mkdirSync(join(addons, '.building-1'));
    writeFileSync(join(addons, '.building-1/0.o'), 'left by a killed build');
    const compiler = fakeProgram(root, 'c++', 'for last; do :; done', 'echo nonsense > "$last"');
    await expect(buildAddon(root, compiler, library)).rejects.toMatchObject({ code: 'ADDON_LOAD' });
    expect(readdirSync(addons)).toEqual([]);
    expect(inPlace(root)).toBeUndefined();
  });
});
