import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { downloadWheel, findPip } from '../../lab/hub/src/pip.mjs';
import { explainPip } from './errors.mjs';
import { fakeProgram, folderForThisTest } from './testing.mjs';

describe('findPip', () => {
  const find = (folder) => findPip({ env: { PATH: folder } });
  const pip = 'echo "pip 25.1 from /somewhere (python 3.13)"';

  it('prefers the module, and takes the program', async () => {
    const folder = folderForThisTest();
    fakeProgram(folder, 'pip3', pip);
    expect(await find(folder)).toEqual({ command: ['pip3'] });
    fakeProgram(folder, 'python3', pip);
    expect(await find(folder)).toEqual({ command: ['python3', '-m', 'pip'] });
  });

  it('tells a missing Python from a Python without pip', async () => {
    const folder = folderForThisTest();
    expect(await find(folder)).toEqual({ missing: 'python' });
    fakeProgram(folder, 'python3', 'echo "/usr/bin/python3: No module named pip" >&2; exit 1');
    expect(await find(folder)).toEqual({ missing: 'pip' });
  });
});

describe('downloadWheel', () => {
  const wheel = {
    project: 'some-wheel',
    version: '1.2',
    tags: { platform: 'linux_x', abi: 'cp311' },
  };

  it('asks pip for one wheel of the given tags, all of it inside the folder', async () => {
    const folder = folderForThisTest();
    const pip = fakeProgram(
      join(folder, 'bin'),
      'pip',
      `printf '%s\\n' "$TMPDIR" "$@" > ${join(folder, 'called')}`,
      'for a in "$@"; do case "$a" in --dest=*) echo data > "${a#--dest=}/file.whl";; esac; done',
    );
    const path = await downloadWheel([pip], wheel, join(folder, 'here'));
    expect(readFileSync(path, 'utf8')).toBe('data\n');
    const [temporary, ...args] = readFileSync(join(folder, 'called'), 'utf8').trim().split('\n');
    expect(temporary.startsWith(join(folder, 'here'))).toBe(true);
    expect(existsSync(temporary)).toBe(true);
    expect(args).toEqual(
      expect.arrayContaining(['download', '--platform=linux_x', '--abi=cp311', 'some-wheel==1.2']),
    );
  });

  it.each([
    ['ERROR: [Errno 28] No space left on device', 'ENOSPC'],
    [
      "WARNING: Retrying after connection broken by 'NewConnectionError(…)'\nERROR: No matching distribution found",
      'OFFLINE',
    ],
    ['ERROR: Could not find a version that satisfies some-wheel', 'WHEEL_NOT_FOUND'],
    ['ERROR: something else', 'DOWNLOAD_FAILED'],
  ])('explains "%s"', async (output, code) => {
    const folder = folderForThisTest();
    const pip = fakeProgram(folder, 'pip', `cat >&2 <<'END'\n${output}\nEND`, 'exit 1');
    const download = downloadWheel([pip], wheel, join(folder, 'here'));
    await expect(download.catch(explainPip('it'))).rejects.toMatchObject({ code });
  });
});
