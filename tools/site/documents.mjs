import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

const isLeftOut = (name) => name.startsWith('.') || ['node_modules', 'dist', 'runs'].includes(name);

/** Every Markdown file, by its path from the root. */
export function documents(folder = '') {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory()) return isLeftOut(entry.name) ? [] : documents(`${path}/`);
    return path.endsWith('.md') ? path : [];
  });
}
