/** A page without what its scripts hold. */
export const withoutScripts = (page: string) => page.replace(/<script\b[^]*?<\/script>/g, ' ');

/** The page's words: no scripts, styles, drawings or tags. */
export const wordsOf = (page: string) =>
  page
    .replace(/<(script|style|svg)\b[^]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/\s+/g, ' ');
