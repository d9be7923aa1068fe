import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseLibrary, hasNvidiaGpu } from './platform.mjs';
import { fakeProgram, folderForThisTest } from './testing.mjs';

const machine = (platform, arch, musl = false) => ({ platform, arch, musl });
const gpu = (asked, found = false) => ({ asked, found });

describe('chooseLibrary', () => {
  it.each([
    ['Linux on x64', machine('linux', 'x64'), gpu(), 'linux-x64-cpu'],
    ['Linux on arm64', machine('linux', 'arm64'), gpu(), 'linux-arm64-cpu'],
    ['macOS on arm64', machine('darwin', 'arm64'), gpu(), 'darwin-arm64-cpu'],
    ['a GPU that is found', machine('linux', 'x64'), gpu(undefined, true), 'linux-x64-cuda'],
    ['a GPU that is asked for', machine('linux', 'x64'), gpu(true), 'linux-x64-cuda'],
    ['a GPU that is declined', machine('linux', 'x64'), gpu(false, true), 'linux-x64-cpu'],
    ['a GPU without a library', machine('linux', 'arm64'), gpu(undefined, true), 'linux-arm64-cpu'],
  ])('knows %s', (_name, where, wish, key) => {
    expect(chooseLibrary(where, wish)).toBe(key);
  });

  it.each([
    ['musl', machine('linux', 'x64', true), gpu(), 'MACHINE_UNSUPPORTED', 'musl'],
    ['Windows', machine('win32', 'x64'), gpu(), 'MACHINE_UNSUPPORTED', 'win32-x64'],
    ['an old Mac', machine('darwin', 'x64'), gpu(), 'MACHINE_UNSUPPORTED', 'darwin-x64'],
    ['--gpu on a Mac', machine('darwin', 'arm64'), gpu(true), 'GPU_UNSUPPORTED', '--gpu'],
  ])('refuses %s', (_name, where, wish, code, words) => {
    expect(() => chooseLibrary(where, wish)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(words) }),
    );
  });
});

describe('hasNvidiaGpu', () => {
  const env = (folder) => ({ PATH: folder });

  it('asks nvidia-smi, which may be absent, without a driver, or without a GPU', async () => {
    const folder = folderForThisTest();
    expect(await hasNvidiaGpu({ env: env(join(folder, 'none')) })).toBe(false);
    fakeProgram(join(folder, 'driverless'), 'nvidia-smi', 'echo "no driver"', 'exit 9');
    expect(await hasNvidiaGpu({ env: env(join(folder, 'driverless')) })).toBe(false);
    fakeProgram(join(folder, 'none'), 'nvidia-smi', 'echo "No devices were found"');
    expect(await hasNvidiaGpu({ env: env(join(folder, 'none')) })).toBe(false);
    fakeProgram(join(folder, 'one'), 'nvidia-smi', 'echo "GPU 0: NVIDIA A100 (UUID: GPU-1)"');
    expect(await hasNvidiaGpu({ env: env(join(folder, 'one')) })).toBe(true);
  });
});
