import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export const siteRoot = join(import.meta.dirname, '../..');

const isLeftOut = (name) => name.startsWith('.') || ['node_modules', 'dist', 'runs'].includes(name);

/** Texts of the reports, which are shown as pages. */
const ofReports = 'reports/text/';

/** Every Markdown file but the reports’ texts, by its path from the root. */
export function documents(folder = '') {
  return readdirSync(join(siteRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory())
      return isLeftOut(entry.name) || `${path}/` === ofReports ? [] : documents(`${path}/`);
    return path.endsWith('.md') ? path : [];
  });
}
