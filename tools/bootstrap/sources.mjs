import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Our own C++ in the addon: the filter of log lines, which every addon has, and @singlora/kernels' operations. */
export function ownSources(root) {
  const kernels = join(root, 'packages/kernels/native');
  const files = existsSync(kernels) ? readdirSync(kernels).sort() : [];
  return {
    filter: join(import.meta.dirname, 'log-filter.cc'),
    kernels: files.map((name) => join(kernels, name)),
  };
}

/** Changes whenever one of them does: an addon built from others is out of date. */
export function sourcesSha256(root) {
  const { filter, kernels } = ownSources(root);
  const hash = createHash('sha256');
  for (const path of [filter, ...kernels]) hash.update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}
