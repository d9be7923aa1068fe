import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diskFull, noNpm, notWritable, npmFailed, offline } from './errors.mjs';
import { run } from '../../lab/hub/src/run.mjs';

/**
 * Whether node_modules matches package-lock.json, by the record that npm writes at the end of every
 * installation. Optional packages of other platforms may be absent.
 */
export function arePackagesInstalled(root) {
  const record = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(record);
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith('node_modules/')) return true; // the workspaces' own entries
    const found = installed[path];
    if (!found) return Boolean(entry.optional || entry.devOptional || entry.peer);
    return (
      found.version === entry.version &&
      found.integrity === entry.integrity &&
      found.resolved === entry.resolved
    );
  });
}

const readPackages = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;

/**
 * Installs the packages exactly as locked (`npm ci`, which removes existing ones first).
 *
 * @param {string} root
 * @param {{ env?: NodeJS.ProcessEnv, signal?: AbortSignal, onSpawn?: (pid: number) => void }} [options]
 * @throws {SetupError} `OFFLINE`, `DISK_FULL`, `NOT_WRITABLE`, `NPM_FAILED`
 */
export async function installPackages(root, { env = process.env, signal, onSpawn } = {}) {
  // Under `npm start` use the same npm; otherwise the one on the PATH.
  const own = env.npm_execpath?.endsWith('npm-cli.js')
    ? [process.execPath, env.npm_execpath]
    : ['npm'];
  const [program, ...args] = [...own, 'ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const patience = [
    '--fetch-retries=3',
    '--fetch-retry-mintimeout=1000',
    '--fetch-retry-maxtimeout=8000',
  ];
  const { code, missing, output } = await run(program, [...args, ...patience], {
    cwd: root,
    env,
    signal,
    onSpawn,
  });
  if (code === 0) return;
  if (missing) throw noNpm();
  throw explain(output, root);
}

function explain(output, root) {
  const code =
    /\b(ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|ERR_SOCKET_TIMEOUT)\b/.exec(
      output,
    )?.[1];
  if (/\bENOSPC\b/.test(output)) return diskFull(root);
  if (/\b(EACCES|EROFS|EPERM)\b/.test(output)) return notWritable(root);
  return code ? offline('the npm packages', code) : npmFailed(output);
}
