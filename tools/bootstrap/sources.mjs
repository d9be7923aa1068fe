import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Our own C++ in the addon: logging, signals and loading of graphs, which every addon has, and @singlora/core/kernels' operations. */
export function addonSources(root) {
  const kernels = join(root, 'packages/core/native');
  const files = existsSync(kernels) ? readdirSync(kernels).sort() : [];
  return {
    process: ['log-filter.cc', 'signals.cc', 'session-options.cc', 'calls.cc'].map((name) =>
      join(import.meta.dirname, name),
    ),
    kernels: files.map((name) => join(kernels, name)),
  };
}

/** The hash of these sources: an addon built from others is out of date. */
export function sourcesSha256(root) {
  const own = addonSources(root);
  const hash = createHash('sha256');
  for (const path of [...own.process, ...own.kernels]) hash.update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}
