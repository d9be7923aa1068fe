import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../testing/run-command.ts';
import { isShort, works } from '../testing/workplace.ts';

const base = 'docker.io/library/node:22-trixie-slim';
const builder = ['podman', 'docker', 'buildah'].find((one) => works(one, ['--version']));

test('the two commands run in a container', ({ skip }) => {
  skip(isShort, 'a container takes minutes');
  if (builder === undefined) return skip('neither podman, docker nor buildah is installed');
  skip(!works(builder, ['pull', base]), `${builder} cannot fetch ${base}`);
  const folder = mkdtempSync(join(tmpdir(), 'container-'));
  const build = (args: readonly string[], input?: string) => {
    const { status, stdout, stderr } = spawnSync(builder, ['build', ...args], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      ...(input !== undefined && { input }),
    });
    expect([status, status === 0 ? '' : `${stdout}${stderr}`.slice(-5_000)]).toEqual([0, '']);
  };
  try {
    build(['--tag=singlora-faults', `--file=${root}/Containerfile`, root]);
    const commands = ['npm start -- --preset=smoke', 'npm test -- lab/runner'];
    const runs = commands.map((command) => `RUN ${command}\n`);
    build(['--file=-', folder], ['FROM singlora-faults\n', ...runs].join(''));
  } finally {
    spawnSync(builder, ['rmi', '--force', 'singlora-faults']);
    rmSync(folder, { recursive: true });
  }
});
