import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

// The variables are those of huggingface_hub:
// https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables

/** A path with `~` expanded as in a shell. */
export const expandHome = (path: string): string => resolve(path.replace(/^~(?=\/|$)/, homedir()));

const folder = (path: string | undefined) => (path ? expandHome(path) : undefined);

function userCache(env: NodeJS.ProcessEnv): string {
  return folder(env['XDG_CACHE_HOME']) ?? join(homedir(), '.cache');
}

/** The Hugging Face cache. */
export function hubCache(env: NodeJS.ProcessEnv): string {
  const home = folder(env['HF_HOME']) ?? join(userCache(env), 'huggingface');
  return folder(env['HF_HUB_CACHE']) ?? join(home, 'hub');
}

/** This project's own cache. */
export function ownCache(env: NodeJS.ProcessEnv): string {
  return join(userCache(env), 'singlora');
}

export function endpoint(env: NodeJS.ProcessEnv): string {
  return (env['HF_ENDPOINT'] || 'https://huggingface.co').replace(/\/+$/, '');
}

export function asksOffline(env: NodeJS.ProcessEnv): boolean {
  return /^(1|on|yes|true)$/i.test(env['HF_HUB_OFFLINE'] ?? '');
}

/** Whether a proxy is set that Node's fetch does not use. */
export function ignoresProxy(env: NodeJS.ProcessEnv): boolean {
  const proxy = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].some(
    (name) => env[name],
  );
  return proxy && env['NODE_USE_ENV_PROXY'] !== '1';
}
