// The layers as a rule of oxlint.
import { relative, sep } from 'node:path';
import { wrongWith } from './layers.mjs';

/** @type {import('oxlint/plugins-dev').Rule} */
const layers = {
  create(context) {
    const file = relative(context.cwd, context.filename).split(sep).join('/');
    const check = ({ source }) => {
      const message = source?.type === 'Literal' && wrongWith(file, source.value);
      if (message) context.report({ node: source, message });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};

export default { meta: { name: 'house' }, rules: { layers } };
