import { Slugger } from 'typedoc';

/** A heading's text as readers see it. */
const plain = (heading) =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<[^>]*>|[*`]|\\(?=[^\w\s])/g, '')
    .trim();

/** The sections of a Markdown text below its title: each with its title and the anchor that TypeDoc gives it. */
export function sectionsOf(markdown) {
  const slugger = new Slugger({ lowercase: true });
  const prose = markdown.replace(/^```[^]*?^```/gm, '');
  const titles = [...prose.matchAll(/^#{1,6} (.*)$/gm)].map(([, heading]) => plain(heading));
  return titles.map((title) => ({ title, anchor: slugger.slug(title) })).slice(1);
}
