const inner = Symbol('asked by the plugin itself');

/**
 * Follows only imports of this repository's packages; npm's stay imports.
 *
 * @type {import('esbuild').Plugin}
 */
export const ownSources = {
  name: 'own-sources',
  setup(asked) {
    // The same wherever it is imported; asked for once, as hundreds of files import few packages.
    /** @type {Map<string, Promise<import('esbuild').ResolveResult>>} */
    const packages = new Map();
    asked.onResolve({ filter: /^[^./]/ }, ({ path, pluginData, kind, importer, resolveDir }) => {
      if (pluginData === inner) return undefined;
      if (!/^(@singlora\/|#)/.test(path)) return { path, external: true };
      const found = packages.get(path);
      if (found) return found;
      const resolved = asked.resolve(path, { kind, importer, resolveDir, pluginData: inner });
      if (!path.startsWith('#')) packages.set(path, resolved);
      return resolved;
    });
  },
};
