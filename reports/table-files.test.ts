import { column, markup, renderPage, table, tableHtml } from '@singlora/reporting';
import { expect, it } from 'vitest';
import {
  chromiumPath,
  startChromium,
  whereFound,
} from '../packages/core/src/browser/chromium.test.support.ts';
import { site } from './page-text.test.support.ts';

const one = (caption: string) =>
  tableHtml(table(caption, ['LoRA'], [column('Method', (name) => name)]));

it.skipIf(!chromiumPath())(
  `saves tables of one caption under several names${whereFound}`,
  async () => {
    const page = { id: 'one', title: 'One', description: 'Tables.' };
    const sections = [
      { id: 'a', title: 'A', body: markup`${one('Scores.')}${one('Costs.')}` },
      { id: 'b', title: 'B', body: one('Scores.') },
    ];
    const content = { lede: ['Tables.'], recorded: '1 run', begin: { commands: [] }, sections };
    const html = await renderPage(page as never, content as never, site);
    const browser = await startChromium();
    const tab = await browser.newPage();
    await tab.setContent(html.text);
    const names: string[] = [];
    for (const menu of await tab.locator('.table > .menu').all()) {
      await menu.locator('summary').click();
      const saved = tab.waitForEvent('download');
      await menu.getByText('Save CSV').click();
      names.push((await saved).suggestedFilename());
    }
    await browser.close();
    expect(names).toEqual(['scores.csv', 'costs.csv', 'scores-2.csv']);
  },
);
