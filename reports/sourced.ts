import {
  copyable,
  markup,
  tableHtml,
  tableLatex,
  tableMarkdown,
  type Html,
  type Table,
} from '@singlora/reporting';

/** A table with its Markdown and LaTeX. */
export function sourced(table: Table): Html {
  return markup`${tableHtml(table)}
<details class="source">
<summary>The table as Markdown and LaTeX</summary>
${copyable(tableMarkdown(table))}${copyable(tableLatex(table))}</details>`;
}
