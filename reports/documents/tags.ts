import type { Config, Schema } from '@markdoc/markdoc';

const text = { type: String, required: true } as const;

/** Which findings: ids separated by commas, "glue/*", or a named set, "@designs". */
const of = { of: text } as const;

/** A tag that stands in a line and has no content. */
const printed = (attributes: Schema['attributes']): Schema => ({
  selfClosing: true,
  inline: true,
  attributes: attributes ?? {},
});

/** A tag around words of a sentence. */
const around = (attributes: Schema['attributes']): Schema => ({
  inline: true,
  attributes: attributes ?? {},
});

/** Of these, those with this verdict, and whose interval lies or does not lie wholly within the margin of equality. */
const judged = {
  verdict: { type: String },
  within: { type: Boolean },
} as const;

/** Within an assertion, its findings. */
const own = { of: { type: String }, ...judged } as const;

/** Every tag of a document; `reports/README.md` says what each is for. */
export const tags = {
  says: around({ ...of, ...judged, verdict: text, in: { type: Number } }),
  paper: around(of),
  rule: around({}),
  value: printed({ of: { type: String }, part: { type: String } }),
  count: printed({ ...own, all: { type: Boolean } }),
  names: printed(own),
  range: printed(own),
  fact: printed({ name: text }),
  show: { selfClosing: true, inline: false, attributes: { name: text } },
} as const satisfies Record<string, Schema>;

/** What a document may hold: these tags, and headings with an id, folded or with a shorter entry in the contents. */
export const schema: Config = {
  tags,
  nodes: {
    heading: {
      children: ['inline'],
      attributes: {
        id: { type: String },
        level: { type: Number, required: true },
        folded: { type: Boolean },
        short: { type: String },
      },
    },
  },
};
