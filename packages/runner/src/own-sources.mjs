const inner = Symbol('asked by the plugin itself');

/**
 * Follows imports of this repository's packages alone; npm's stay imports.
 *
 * @type {import('esbuild').Plugin}
 */
export const ownSources = {
  name: 'own-sources',
  setup(asked) {
    asked.onResolve({ filter: /^[^./]/ }, ({ path, pluginData, kind, importer, resolveDir }) => {
      if (pluginData === inner) return undefined;
      if (!/^(@singlora\/|#)/.test(path)) return { path, external: true };
      return asked.resolve(path, { kind, importer, resolveDir, pluginData: inner });
    });
  },
};
